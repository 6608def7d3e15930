select * from events
select device, ts from events where device = 'd1' and ts >= '2024-02-01'
select ts from events where device = 'd1' and ts between '2024-01-29' and '2024-01-30T12'
select ts, level from events where day = '2024-01-29'
select ts, level from events where day = '2024-01-29' and ts > '2024-01-29T12'
select day, count(*) from events group by day
select ts from events where ts >= timestamp '2024-02-05 00:00:00' ==> select ts from events where try_cast(ts as timestamp) >= timestamp '2024-02-05 00:00:00'
select ts from events where day = date '2024-01-30' ==> select ts from events where try_cast(day as date) = date '2024-01-30'
select ts from events where day > date '2024-02-05' ==> select ts from events where try_cast(day as date) > date '2024-02-05'
select ts from events where day between date '2024-01-30' and date '2024-01-31' ==> select ts from events where try_cast(day as date) between date '2024-01-30' and date '2024-01-31'
select ts from events where seen > timestamp '2024-02-08 00:00:00' ==> select ts from events where try_cast(seen as timestamp) > timestamp '2024-02-08 00:00:00'
select ts from events where device = 'd2' and ts >= timestamp '2024-02-07 00:00:00' ==> select ts from events where device = 'd2' and try_cast(ts as timestamp) >= timestamp '2024-02-07 00:00:00'
select device, extract(hour from ts) h, count(*) from events group by all ==> select device, extract(hour from ts::timestamp) h, count(*) from events group by all
select extract(year from seen) y, count(*) from events group by y ==> select extract(year from try_cast(seen as timestamp)) y, count(*) from events group by y
select count(*) from events where ts < timestamp '2024-02-01' + interval 1 day ==> select count(*) from events where ts::timestamp < timestamp '2024-02-01' + interval 1 day
select cast(day as date) d, count(*) from events group by d
select day::date + 1 from events where device = 'd3'
select strftime(day::date, '%d.%m.%Y') from events where device = 'd3'
select to_timestamp(epoch) from events where device = 'd4'
select epoch from events where to_timestamp(epoch) > timestamptz '2024-02-05 00:00:00+00'
= select device, ts from events order by ts, device limit 5
= select device, ts from events where device = 'd1' order by ts desc limit 3
select max(ts), min(day) from events
select device, max(ts) from events group by device
select ts from events where seen = 'never'
select ts from events where seen is null
select day, sum(value), avg(value) from events where level = 'error' group by day
select level, count(*) from events where day in ('2024-01-29', '2024-02-01') group by level
select a.ts, b.ts from events a join events b on a.day = b.day and a.device = b.device and a.ts < b.ts where a.device = 'd0'
select device, ts, lag(ts) over (partition by device order by ts) from events where device in ('d1', 'd2')
