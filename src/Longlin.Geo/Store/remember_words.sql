-- keeps what the words of a bureau's files mean in the columns of a layer
insert into longlin.word_meanings (role, layer, field, word, meaning, actor)
select @role, @layer, field, word, meaning, @actor
from unnest(@fields::text[], @words::text[], @meanings::text[]) given (field, word, meaning)
on conflict (role, layer, field, word) do update
set meaning = excluded.meaning, actor = excluded.actor, at = now()
where word_meanings.meaning is distinct from excluded.meaning
