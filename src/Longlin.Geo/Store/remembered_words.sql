-- what the words of a bureau's files mean in the columns of a layer
select field, word, meaning from longlin.word_meanings where role = @role and layer = @layer order by field, word
