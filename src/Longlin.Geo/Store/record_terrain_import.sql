-- begins the record of an import of heights: its file, and who imports it
insert into longlin.imports (layer, file_name, actor)
values ('terrain', @file::text, coalesce(@actor::text, longlin.actor()))
returning id
