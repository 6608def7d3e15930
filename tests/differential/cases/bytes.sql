select * from blobs
select * from none
select * from single_item
select count(*), count(k), max(s) from none
select part from blobs where digest = from_base64('A/wA')
select part from blobs where digest = '\x03\xFC\x00'::blob
select part from blobs where digest = '\x03\xFC\x00'::blob and part >= 4
select part, octet_length(digest) from blobs where digest in (from_base64('A/wA'), from_base64('AP8A'))
select part from blobs where digest > '\x04'::blob
select part from blobs where owner = 'u1' and digest = from_base64('AvwA')
select part, digest from blobs where owner = 'u1' and digest > '\x02'::blob
= select digest, part from blobs where owner = 'u2' order by digest desc, part limit 5
select k from single_item where k = '\x07'::blob
select k, deep.a.b.c from single_item where deep.a.b.c = 1
select text = '', list = [], len(list) from single_item
select body, hex(body), octet_length(body) from blobs where body is not null and part < 3
select body from blobs where octet_length(body) = 0
select part, body from blobs where body = ''::blob
select md5(body), sha256(body) from blobs where part = 2
select to_base64(body), from_base64(to_base64(body)) = body from blobs where part = 1
select distinct digest from blobs
select digest, count(*), sum(weight), max(body) from blobs group by digest
select part, chunks, len(chunks) from blobs where chunks is not null
select part, labels from blobs where list_contains(labels, '')
select part from blobs where list_contains(labels, 'l2')
select part from blobs where 'all' = any(labels)
select part, sizes, list_sum(sizes) from blobs where sizes is not null
select s, count(*) from (select unnest(sizes) s from blobs) group by s
select part, list_sort(labels) from blobs where list_has_any(labels, ['l0', 'zzz'])
select part, list_has_all(labels, ['all', '']) from blobs where labels is not null
select part, unnest(chunks) c from blobs where part = 0
select caption from blobs where caption = ''
select caption from blobs where caption = ' '
select part, caption from blobs where caption in ('', '日本', '😀')
select caption, length(caption), strlen(caption), upper(caption), reverse(caption) from blobs
select distinct caption from blobs where caption like '%_%'
select distinct caption from blobs where caption like '\%\_' escape '\'
select distinct caption from blobs where caption like 'O''%'
select distinct caption from blobs where caption > 'a'
select distinct caption from blobs where caption between '' and 'Z'
select distinct caption from blobs where caption like '日%'
select distinct caption from blobs where starts_with(caption, '😀')
select distinct caption from blobs where caption ilike 'NAÏVE'
select distinct caption from blobs where caption similar to '(x|naïve)'
select distinct caption from blobs where caption ~ '^[a-z]$'
select distinct caption from blobs where contains(caption, e'\n')
select distinct caption from blobs where caption = e'tab\there'
select distinct caption from blobs where caption = 'back\slash'
select distinct caption from blobs where caption glob 'O*'
select distinct regexp_replace(caption, '[aeiou]', '*', 'g') r from blobs
select regexp_extract(caption, '(\w)\W(\w)', 2) r, count(*) from blobs group by r
select distinct translate(caption, 'abx', 'ABX') from blobs
select distinct strip_accents(caption), ascii(caption), unicode(caption) from blobs
select min(caption), max(caption) from blobs
= select distinct caption from blobs order by caption
= select distinct caption from blobs order by caption desc limit 4
select string_agg(distinct caption, '|' order by caption) from blobs
select words, words[1] = '', len(words) from blobs where words <> []
select part from blobs where words = ['', 'w1']
select array_to_string(words, ',') from blobs where part = 1
select w, count(*) from blobs, unnest(words) t(w) group by w
select part, [upper(w) for w in words if w <> ''] from blobs where part < 2
select list_transform(words, lambda w, i: w || i) from blobs where part = 3
select list_reduce([1, 2, 3], lambda a, b: a + b), list_zip([1, 2], ['a', 'b'])
select to_json(labels), json_array_length(to_json(words)) from blobs where part = 4
select weight, round(weight, 1), floor(weight), ceil(weight), weight::integer from blobs where part = 5
select owner, weight, sum(weight) over (partition by owner order by weight rows between 1 preceding and current row) from blobs where part > 5
select a.part, b.part from blobs a join blobs b on a.body = b.body and a.part < b.part
select a.part from blobs a semi join single_item b on a.digest = b.k
select a.part, a.owner from blobs a anti join none n on n.k = a.digest where a.part = 7
select b.part, n.s from blobs b left join none n on n.k = b.digest where b.part = 0
select n.s, s.k from none n right join single_item s on s.k = n.k
select n.s, s.k from none n full join single_item s on s.k = n.k
select count(*) from none cross join blobs
select (select max(s) from none) is null, exists (select 1 from none), not exists (select 1 from none)
select 1 where 'x' not in (select s from none)
select 1 where 'x' = any(select s from none)
select 1 where 'x' <> all(select s from none)
select part from blobs where digest in (select k from none)
select part from blobs where digest not in (select k from none) and part = 1
select owner from blobs where owner is null limit 0
? select digest, part from blobs limit 5 offset 3
select decode(encode(caption)) = caption from blobs where part = 2
select digest || body from blobs where part = 3
select bit_length(caption), hex(caption) from blobs where part = 6
select list_distinct(list_concat(labels, words)) is not null from blobs where part = 7
select cardinality(map_from_entries([(part, caption)])) from blobs where part = 7
select map {'a': part}['a'] from blobs where owner = 'u0'
select typeof(digest), typeof(labels), typeof(sizes), typeof(weight), typeof(part) from blobs where part = 0 and owner = 'u1'
