-- forgets what a bureau no longer says of its words in the columns of a layer
delete from longlin.word_meanings m
where m.role = @role and m.layer = @layer
  and not exists (
    select from unnest(@fields::text[], @words::text[]) given (field, word)
    where given.field = m.field and given.word = m.word
  )
