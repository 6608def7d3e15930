select * from things
select id, val from things where val = '5'
select id, val from things where val = 'true'
select id, val from things where val is null
select id, val from things where val is not null
select id, val from things where val > 'a'
select id, val from things where val <> '5'
select id, val from things where val = ''
select id, val from things where val in ('5', 'text', '5.5')
select id, val from things where val like '5%'
select id, val from things where not (val = '5')
select val, count(*) from things group by val
= select id, val from things order by val, id
select id, try_cast(val as double) from things where try_cast(val as double) > 0
select id, json from things where id < 12
select id, json->>'a' from things where json->>'a' is not null
select id, json->'b'->'c'->0 from things where id % 6 = 5
select id, json_type(json) from things
select id from things where json is null
select id, "order" from things where "order" > 15
select id, "a b" from things where "a b" = 's3'
select "a b", count(*) from things where "a b" is not null group by "a b"
select id, "x.y" from things where "x.y" = 2
select sum("x.y"), max("order") from things
select id from things where "x.y" = 1 and "order" < 5
select id, "select" from things where "select"
select id from things where "select" is null
select id from things where "select" = false
select id from things where nothing is null
select count(nothing), count(empty), count("a b") from things
select id from things where empty = ''
select id from things where empty > '' and id < 20
select id from things where id = 7
select id from things where id in (1, 2, 3, 200, 3)
select id from things where id between 10 and 12
select id from things where id = 7.0
select id from things where id = 7.5
select id from things where id = -1
select id from things where id > 120
= select id from things where id < 10 order by id desc
select t.id, u.id from things t join things u on t."order" = u."order" and t.id < u.id where t.id < 5
select id, val from things where val between '4' and '6'
select count(*), count(val), count(distinct val), min(val), max(val) from things
select id, val || '!' from things where id < 13
select distinct val from things
select id from things where val = cast(5 as varchar)
select id from things where "order" in (select "x.y" from things)
select id, "Name", "name" from things where "Name" = 'N2' and "name" is not null
select "Name", "name", count(*) from things group by "Name", "name"
select t."Name", u."name" from things t join things u on t.id = u.id + 1 and t."Name" = 'N1'
select id, json->'$.a', json->>'$.b.c[0]', json_extract(json, '$.a') from things where id % 6 in (0, 5)
select id, json->>0, json->1 from things where json_type(json) = 'ARRAY'
select id, json_array_length(json), json_valid(json::varchar), json_keys(json) from things where json_type(json) in ('ARRAY', 'OBJECT')
select things.id, j.key, j.type from things, json_each(things.json) j where things.id < 12 and json_type(things.json) in ('ARRAY', 'OBJECT')
select id from things where json_exists(json, '$.b.c')
select id from things where json->>'a' = '6'
select id from things where (json->'a')::int between 10 and 40
select id, try_cast(json as integer) from things where id % 6 = 3
select id from things where json = 'plain' ==> select id from things where json = '"plain"'
select json_object('id', id, 'v', val), json_array(id, "x.y"), to_json([id]) from things where id < 15
select to_json(list(id order by id)) from things where "x.y" = 2
select id, json_merge_patch('{"a": 1}', to_json({'b': id})) from things where id < 4
select id, json_structure(json) from things where id < 6
select id, from_json(json, '{"a": "INTEGER"}').a from things where id % 6 = 0
select json_type(json) t, count(*) from things group by t
select id, val, typeof(val), typeof(json), typeof("order") from things where id < 3
select id from things where val in ('true', 'false')
select id from things where val::boolean is null and val = 'x' ==> select id from things where try_cast(val as boolean) is null and val = 'x'
select id from things where try_cast(val as boolean)
select id from things where try_cast(val as integer) = 5
select id from things where length(val) = 0
select id from things where val < '5' or val is null
select id from things where val between '' and '5.5'
select id from things where val like '%e'
select id from things where val >= 'é'
select id, val from things where val = 'Zebra' or id in (select "order" from things where val = '5')
select id, coalesce(val, 'missing'), nullif(val, '') from things
select count(*) filter (where val = ''), count(*) filter (where val is null) from things
select min(json::varchar), count(distinct json::varchar) from things ==> select min(json->>'$'), count(distinct json->>'$') from things
select "select", "order", count(*) from things group by all having count(*) > 1
select a.id, b.id from things a left join things b on a.val = b.val and a.id = b.id - 13 where a.id < 30
select a.id from things a where a.val = (select b.val from things b where b.id = a.id + 13) and a.id < 60
select "a b" || "x.y" from things where "a b" >= 's5'
select id from things where "a b" in ('s1', 's2') and not "select"
select id from things where id = 5 and val = 'true' or id = 6 and val = 'false'
select id from things where id <> 3 and id < 6
select id from things where id >= 1e1 and id < 12.5
select id from things where id = ? @@ [7] ==> select id from things where id = 7
select id from things where id = ? @@ [7.5] ==> select id from things where id = 7.5
select id from things where val = ? @@ ["5"] ==> select id from things where val = '5'
select id from things where id in (?, ?) and "order" >= ? @@ [1, 2, 0] ==> select id from things where id in (1, 2) and "order" >= 0
