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
