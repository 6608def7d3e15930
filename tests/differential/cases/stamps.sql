select * from visits
select site, iso from visits where iso >= timestamp '2024-01-02 00:00:00' and site = 's1' ==> select site, iso from visits where try_cast(iso as timestamp) >= timestamp '2024-01-02 00:00:00' and site = 's1'
select iso from visits where date = date '2024-01-01' ==> select iso from visits where try_cast(date as date) = date '2024-01-01'
select iso from visits where date in (date '2024-01-01', date '2024-01-03') ==> select iso from visits where try_cast(date as date) in (date '2024-01-01', date '2024-01-03')
select iso from visits where date = '2024-01-01'
select iso from visits where date = '2024-01-01' and iso > '2024-01-01T12'
select iso from visits where date between '2024-01-01' and '2024-01-04'
select count(*) from visits where zoned > timestamptz '2024-01-02 00:00:00+00' ==> select count(*) from visits where try_cast(zoned as timestamptz) > timestamptz '2024-01-02 00:00:00+00'
select count(*) from visits where zoned > timestamptz '2024-01-02 00:00:00+02' ==> select count(*) from visits where try_cast(zoned as timestamptz) > timestamptz '2024-01-02 00:00:00+02'
select count(*) from visits where local < timestamp '2024-01-02 00:00:00' ==> select count(*) from visits where try_cast(local as timestamp) < timestamp '2024-01-02 00:00:00'
select dirty from visits where dirty > timestamp '2024-01-01 00:00:00' ==> select dirty from visits where try_cast(dirty as timestamp) > timestamp '2024-01-01 00:00:00'
select count(*) from visits where dirty is null
select count(*) from visits where dirty = ''
select try_cast(dirty as date) d, count(*) from visits group by d
select extract(year from iso) y, extract(month from iso) m, count(*) from visits group by all ==> select extract(year from iso::timestamp) y, extract(month from iso::timestamp) m, count(*) from visits group by all
select date_trunc('day', iso) d, count(*) from visits group by d ==> select date_trunc('day', iso::timestamp) d, count(*) from visits group by d
select date_trunc('hour', local) h, sum(stay) from visits group by h ==> select date_trunc('hour', local::timestamp) h, sum(stay) from visits group by h
select date_part('dow', date) d, count(*) from visits group by d ==> select date_part('dow', date::date) d, count(*) from visits group by d
select dayname(date::date), monthname(date::date), quarter(date::date), weekofyear(date::date), isodow(date::date) from visits where site = 's2'
select date::date - interval 3 day, date::date + 7, last_day(date::date) from visits where site = 's0'
select datediff('day', date '2023-12-01', date::date) from visits where site = 's1'
select date_diff('hour', iso::timestamp, timestamp '2024-02-01 00:00:00') from visits where site = 's3'
select iso::timestamp - timestamp '2023-12-30 00:00:00' from visits where site = 's1'
select age(timestamp '2024-03-01', iso::timestamp) from visits where site = 's1'
select iso::timestamptz, (iso::timestamptz at time zone 'America/New_York') from visits where site = 's2'
select timezone('Asia/Tokyo', iso::timestamp) from visits where site = 's2'
select zoned::timestamptz, date_trunc('day', zoned::timestamptz) from visits where zoned is not null
select strftime(iso::timestamp, '%Y/%m/%d %H:%M:%S'), strptime(date, '%Y-%m-%d') from visits where site = 's0'
select try_strptime(dirty, '%Y-%m-%d') from visits
select epoch_ms(at_ms), to_timestamp(seconds), epoch(iso::timestamp) from visits where site = 's0'
select make_date(2024, 1, 5), make_timestamp(2024, 1, 5, 10, 20, 30.5), time '10:20:30', interval '1 day 2 hours'
select at_ms from visits where to_timestamp(seconds) between timestamptz '2024-01-01 00:00:00Z' and timestamptz '2024-01-02 00:00:00Z'
select at_ms from visits where epoch_ms(at_ms) > timestamp '2024-01-04'
select at_ms from visits where site = 's1' and at_ms > 1704200000000
= select at_ms from visits where site = 's1' order by at_ms desc limit 4
select min(iso), max(iso), min(date), max(local) from visits
select max(iso::timestamp) - min(iso::timestamp) from visits
select time_bucket(interval 6 hour, iso::timestamp) b, count(*) from visits group by b
select stay * interval 1 minute from visits where site = 's0' and stay < 5
select to_minutes(stay::integer) from visits where site = 's1'
select hour::time, extract(hour from hour::time) from visits where site = 's3'
select iso from visits where extract(hour from iso::timestamp) = 0
select current_date > date '2024-01-01', now() > timestamptz '2024-01-01', typeof(now()), typeof(current_date)
select count(*) from visits where date < current_date ==> select count(*) from visits where try_cast(date as date) < current_date
select count(*) from visits where iso > now() - interval 7 day ==> select count(*) from visits where try_cast(iso as timestamptz) > now() - interval 7 day
select v.iso, w.iso from visits v asof join visits w on v.site = w.site and v.at_ms > w.at_ms where v.site = 's1'
select v.site, v.at_ms, w.at_ms from visits v asof left join (select * from visits where site = 's0') w on v.at_ms >= w.at_ms where v.site = 's3'
select date, count(*) over (order by date::date range between interval 1 day preceding and current row) c from visits where site = 's2'
select site, iso, lead(iso) over (partition by site order by at_ms), first_value(iso) over (partition by site order by at_ms) from visits
select d::date d, count(at_ms) from generate_series(date '2023-12-30', date '2024-01-05', interval 1 day) g(d) left join visits v on v.date = strftime(d, '%Y-%m-%d') group by all
select range, count(*) from range(0, 5) left join visits on site = 's' || range group by range
select site, list(date order by at_ms) from visits where date < '2024-01-02' group by site
select site, arg_max(iso, stay), arg_min(iso, stay) from visits group by site
select case when iso > timestamp '2024-01-02' then 'late' else 'early' end k, count(*) from visits group by k ==> select case when try_cast(iso as timestamp) > timestamp '2024-01-02' then 'late' else 'early' end k, count(*) from visits group by k
select iso from visits where iso::date = date '2024-01-02'
select iso from visits where cast(iso as date) between date '2024-01-02' and date '2024-01-03' and site in ('s0', 's1')
select count(*) from visits where date >= ? and site = ? @@ ["2024-01-02", "s1"] ==> select count(*) from visits where date >= '2024-01-02' and site = 's1'
select count(*) from visits where iso >= $from::timestamp and iso < $to::timestamp @@ {"from": "2024-01-01", "to": "2024-01-03"} ==> select count(*) from visits where try_cast(iso as timestamp) >= timestamp '2024-01-01' and try_cast(iso as timestamp) < timestamp '2024-01-03'
select at_ms from visits where site = 's1' and epoch_ms(at_ms) >= timestamp '2024-01-02 00:00:00' ==> select at_ms from visits where site = 's1' and at_ms >= 1704153600000
select at_ms from visits where site = 's1' and epoch_ms(at_ms) between timestamp '2024-01-01 00:00:00' and timestamp '2024-01-02 12:00:00'
select at_ms from visits where site in ('s1', 's2') and to_timestamp(at_ms / 1000)::date = date '2024-01-02'
select count(*) from visits where site = 's0' and not (date_trunc('day', epoch_ms(at_ms)) < date '2024-01-02')
select at_ms from visits where site = 's3' and year(epoch_ms(at_ms)) = 2023
select seconds from visits where to_timestamp(seconds) > timestamptz '2024-01-03 00:00:00+00' and seconds + 3600 < 1704326400
select iso from visits where date = '2024-01-01' and iso >= timestamp '2024-01-01 12:00:00' ==> select iso from visits where date = '2024-01-01' and try_cast(iso as timestamp) >= timestamp '2024-01-01 12:00:00'
select iso from visits where date = '2024-01-01' and date_trunc('day', iso) = date '2024-01-01' ==> select iso from visits where date = '2024-01-01' and date_trunc('day', try_cast(iso as timestamp)) = date '2024-01-01'
select iso from visits where date in ('2024-01-01', '2024-01-02') and not (iso < timestamp '2024-01-02 03:00:00') ==> select iso from visits where date in ('2024-01-01', '2024-01-02') and not (try_cast(iso as timestamp) < timestamp '2024-01-02 03:00:00')
select count(*) from visits where year(zoned) = 2024 and zoned not between timestamptz '2024-01-02 00:00:00+00' and timestamptz '2024-01-03 00:00:00+00' ==> select count(*) from visits where year(try_cast(zoned as timestamptz)) = 2024 and try_cast(zoned as timestamptz) not between timestamptz '2024-01-02 00:00:00+00' and timestamptz '2024-01-03 00:00:00+00'
select count(*) from visits where dirty::date < date '2024-01-03' or extract(year from dirty) = 2023 ==> select count(*) from visits where try_cast(dirty as date) < date '2024-01-03' or extract(year from try_cast(dirty as date)) = 2023
