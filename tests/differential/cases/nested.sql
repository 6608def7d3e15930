select * from products
select sku, size from products where category = 'book'
select sku, size.w, size.h from products where category = 'tool'
select sku, size.w from products where size.w > 50
select sku from products where size is null
select sku from products where size.unit = 'cm' and category = 'toy'
select sku from products where size.unit is null
select sum(size.w), avg(size.h), count(size.unit) from products
select sku, parts from products where len(parts) > 0 and category = 'book'
select sku, p.id, p.label from products, unnest(parts) as u(p)
select sku, unnest(parts, recursive := true) from products where category = 'toy'
select label, count(*) from (select unnest(parts).label as label from products) group by label
select sku, ratings, list_sum(ratings), list_avg(ratings) from products
select sku, ratings[1] from products where ratings[1] = 3
select r, count(*) from (select unnest(ratings) r from products) group by r
select sku, list_filter(ratings, lambda x: x > 2) from products
select sku, [x * 2 for x in ratings] from products
select sku, colours from products where list_contains(colours, 'red')
select c, count(*) from (select unnest(colours) c from products) group by c
select sku, lots, list_max(lots) from products where lots is not null
select sku, image, octet_length(image) from products where image is not null
select sku from products where image = from_base64('BwD/')
select sku, options from products where category = 'tool'
select sku, options->'deep'->'list'->>1 from products
select sku, json_extract_string(options, '$.deep.list[0]') from products
select sku, json_array_length(options) from products where json_type(options) = 'ARRAY'
select sku, price from products where category = 'book' and sku between 'sku-010' and 'sku-050'
select sku from products where category = 'book' and sku >= 'sku-080'
select sku from products where category = 'book' and starts_with(sku, 'sku-00')
select sku from products where category in ('book', 'toy') and sku like 'sku-01%'
= select sku from products where category = 'tool' order by sku desc limit 3
? select sku, parts from products where category = 'book' limit 4
select category, count(*), sum(price), list(sku order by sku) from products group by category
select category, struct_pack(n := count(*), top := max(price)) from products group by category
select a.sku, b.sku from products a join products b on a.size.w = b.size.w and a.sku < b.sku
select sku, to_json(size) from products where category = 'toy'
select sku, {'s': sku, 'w': size.w} from products where category = 'toy'
select map([sku], [price]) from products where category = 'toy'
select sku from products where size = (select size from products where sku = 'sku-003')
select count(*) from products where parts = []
select sku, len(parts), len(ratings), len(colours) from products
select sku, row(sku, price) from products where category = 'toy'
select sku, array_to_string(ratings, '-') from products
select distinct ratings from products
select ratings, count(*) from products group by ratings
select sku, struct_extract(size, 'w'), size['h'] from products where category = 'toy'
select sku, size.* from products where category = 'tool' and size is not null
select sku, struct_insert(size, extra := 1) from products where category = 'book'
select sku, struct_pack(a := sku, b := size.w).a from products where category = 'book'
select sku, size.w + size.h as s from products where size.w between 10 and 20
select category, max(size.w), avg(size.h) from products where size.unit = 'cm' group by category
select size.unit u, count(*) from products group by u
= select sku, size.w from products order by size.w desc nulls last, sku limit 6
select sku from products where size.w in (1, 2, 3) or size.h > 80
select sku from products where size is not null and size.unit is null
select sku, parts[1].label, parts[-1].id, parts[1:1] from products where category = 'book'
select sku from products where parts[1].id = 6
select sku, [p.label for p in parts] labels, [p.id * 2 for p in parts if p.id > 20] from products where category = 'tool'
select sku, list_transform(parts, lambda p: p.label || '!') from products where category = 'toy'
select sku, list_filter(parts, lambda p: p.id % 2 = 0) from products where category = 'toy'
select sku, list_reduce(ratings, lambda a, b: a * 10 + b) from products where len(ratings) > 0
select sku, list_sort(ratings, 'desc'), list_distinct(ratings), list_position(ratings, 3), list_reverse(ratings), flatten([ratings, [9]]) from products where category = 'toy'
select sku, list_slice(ratings, 1, 2), ratings || [0], list_zip(ratings, parts) from products where category = 'toy'
select sku, list_has_any(ratings, [4, 5]), list_has_all(ratings, [1]), ratings && [2], ratings @> [3] from products
select sku, r.i, r.v from products, lateral (select unnest(ratings) v, generate_subscripts(ratings, 1) i) r where category = 'book'
select sku, part.label from products cross join unnest(parts) t(part) where part.id > 50
select p.sku, (select sum(x) from unnest(p.ratings) t(x)) s from products p
select p.sku from products p where exists (select 1 from unnest(p.parts) t(part) where part.label = 'q2')
select p.sku from products p where 5 = any(p.ratings)
select p.sku from products p where 'red' in (select unnest(p.colours))
select label, list(sku order by sku) from (select sku, unnest(parts, recursive := true) from products) group by label
select a.sku, b.sku from products a join products b on list_contains(a.colours, b.colours[1]) and a.sku < b.sku and a.category = 'toy'
select sku, map_from_entries([(p.label, p.id) for p in parts]) from products where category = 'tool'
select sku, map_keys(map {'a': 1, 'b': size.w}), map {'k': sku}['k'] from products where category = 'toy'
select sku, options->>'deep', json_type(options), options->'deep'->>'list' from products where category = 'book'
select sku, options->>'$.deep.list[1]', options->>('$.k' || size.w) from products where category = 'book'
select sku from products where (options->'deep'->'list'->>0)::int between 10 and 30
select sku, to_json(parts), to_json(ratings), json_array_length(to_json(parts)) from products where category = 'toy'
select sku, {'a': {'b': ratings}}.a.b[1] from products where category = 'toy'
select sku, octet_length(image), hex(image) from products where image is not null
select distinct size.unit, colours from products
select category, count(distinct ratings), max(ratings), min(parts) from products group by category
select ratings, count(*) from products group by ratings having count(*) > 2
select list_aggregate(ratings, 'max'), list_sum(lots), list_avg(lots), list_min(lots) from products where lots is not null
select sku from products where ratings = [1, 2] or ratings > [5]
select sku from products where lots is null and colours is null and image is null and category = 'tool'
select sku, size = {'w': 3, 'h': 3.5, 'unit': null} from products where sku = 'sku-003'
select row(1, 'a') = row(1, 'a'), {'x': 1} is distinct from {'x': null}, [1, null] = [1, null]
select sku, price from products where (category, sku) in (('book', 'sku-001'), ('tool', 'sku-002'), ('toy', 'sku-004'), ('toy', 'sku-005'))
select sku, price from products where (category, sku) > ('toy', 'sku-050')
select sku from products where category = 'book' and (sku < 'sku-010' or sku > 'sku-080')
select sku from products where category = 'book' and sku not like 'sku-0%'
= select category, sku from products where category in ('book', 'toy') order by category desc, sku limit 7
= select sku, price from products where category = 'tool' order by sku limit 5 offset 3
