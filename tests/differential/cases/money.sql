select * from ledger
select amount from ledger where account = 'a1'
select account, sum(amount), min(amount), max(amount) from ledger group by account
select seq, huge from ledger where account = 'a2' and seq = 9007199254740992
select seq from ledger where account = 'a3' and seq > 9007199254741040
select seq from ledger where account = 'a0' and seq between 9007199254740990 and 9007199254741000
select account, seq from ledger where huge = 10000000000000000000000000000000000007
select account, seq from ledger where huge > 10000000000000000000000000000000000070
select account, seq from ledger where amount < 0
select account, seq, amount from ledger where amount > 1234567890123456789012345670.5
select account, seq, amount from ledger where amount = -1234567890123456789012345678.1000000001
select seq, small from ledger where small < 0.00000000000000000010
select sum(small) from ledger
select small * 2 from ledger where account = 'a1'
select cents, cents * 3, cents / 2, cents + 0.001 from ledger where account = 'a1'
select sum(cents), avg(cents) from ledger
select count // 2, count / 2, count % 3 from ledger where account = 'a2'
select seq + 1 from ledger where account = 'a1'
= select seq, amount from ledger order by amount, seq limit 10
= select seq from ledger order by seq desc limit 10
select cents::varchar, huge::varchar, amount::varchar from ledger where account = 'a0' ==> select number_text(cents), huge::varchar, number_text(amount) from ledger where account = 'a0'
select max(huge) - min(huge) from ledger
select * from by_number where n = 3.25
select * from by_number where n in (1.25, 2, 3.0)
select * from by_number where n > 20 and n < 25.5
select * from by_number where n = 4
select round(amount, 2), abs(amount), sign(amount) from ledger where account = 'a1'
select a.seq from ledger a join ledger b on a.huge = b.huge + 1
select a.n, l.cents from by_number a join ledger l on l.cents = a.n / 100
select count from ledger where count is not null and count > 70
select count, count(*) from ledger group by count having count(*) > 1
select distinct account from ledger where amount between -2e27 and 0
select greatest(cents, count), least(cents, 0.5) from ledger where account = 'a2'
select seq from ledger where seq = 9007199254740993
select cents from ledger where cents in (0.01, 0.02, 0.5)
select cents from ledger where cents <> 0.5 and cents < 0.1
select sum(huge), max(huge), min(huge) from ledger where account = 'a0' and seq < 9007199254741020
select huge + 1, huge - 1, -huge from ledger where account = 'a1'
select huge // 10, huge % 10 from ledger where account = 'a1' ==> select huge::hugeint // 10, huge % 10 from ledger where account = 'a1'
select amount + amount from ledger where account = 'a1' and seq = 9007199254740991
select amount - cents from ledger where account = 'a2' and cents < 0.1
select cents * cents, cents * 1.5, cents * 2::double, cents / 3, cents // 0.02 from ledger where account = 'a3' ==> select cents * cents, cents * 1.5, cents * 2::double, cents / 3, whole_part(cents, 0.02) from ledger where account = 'a3'
select count / 4, count // 4, count % 4, -count // 3, count / 0, count // 0, count % 0 from ledger where account = 'a2'
select 7 // 2, -7 // 2, 7 % -2, 7.5 // 2, 1 / 3, 1.0 / 3, 10 / 2 ==> select 7 // 2, -7 // 2, 7 % -2, 3, 1 / 3, 1.0 / 3, 10 / 2
select 0.1 + 0.2 = 0.3, 0.1::double + 0.2::double = 0.3, 12345678901234567890123456789012345678 + 0
select 99999999999999999999999999999999999999 as n, 0.00000000000000000000000000000000000001 as s, -12345678901234567890.123456789 as d ==> select 99999999999999999999999999999999999999 as n, '0.00000000000000000000000000000000000001'::decimal(38, 38) as s, -12345678901234567890.123456789 as d
select seq from ledger where seq = 9007199254740993.0
select seq from ledger where seq > 9007199254740993.5 and seq < 9007199254740996
select seq from ledger where seq in (9007199254740991, 9007199254740992, 9007199254740993)
select account, seq from ledger where huge in (10000000000000000000000000000000000003, 10000000000000000000000000000000000004)
select account, seq from ledger where huge between 10000000000000000000000000000000000003 and 10000000000000000000000000000000000005
select account, seq from ledger where small = 0.00000000000000000007
select account, seq from ledger where small between 0.00000000000000000007 and 0.00000000000000000009
select account, seq from ledger where amount = 1234567890123456789012345677.1000000008
select account, sum(cents), sum(cents) * 100 = round(sum(cents) * 100), avg(cents)::decimal(18, 6) from ledger group by account
select sum(distinct cents), count(distinct huge) from ledger
select round(cents, 1), trunc(cents), ceil(cents), floor(cents), cents::integer, cents::bigint, cents::double from ledger where account = 'a3'
select cents::decimal(10, 1), cents::varchar, '0.07'::decimal(5, 2) = cents from ledger where account = 'a3' ==> select cents::decimal(10, 1), regexp_replace(regexp_replace(cents::varchar, '(\.[0-9]*[1-9])0+$', '\1'), '\.0*$', ''), '0.07'::decimal(5, 2) = cents from ledger where account = 'a3'
select seq::varchar, seq::double, seq::hugeint * 1000000 from ledger where account = 'a3' and seq < 9007199254741000
select seq from ledger where account = 'a1' and seq = ? @@ [9007199254740991] ==> select seq from ledger where account = 'a1' and seq = 9007199254740991
select seq from ledger where cents = ? @@ [0.29] ==> select seq from ledger where cents = 0.29
select seq from ledger where huge::varchar = ? @@ ["10000000000000000000000000000000000007"] ==> select seq from ledger where huge::varchar = '10000000000000000000000000000000000007'
= select huge, seq from ledger order by huge desc limit 4
= select cents, account, seq from ledger order by cents desc, seq limit 6
= select seq from ledger where account = 'a2' order by seq desc limit 3 offset 2
= select n from by_number order by n desc limit 5
select n, twice from by_number where n = any([1.25, 2, 99])
select n from by_number where n between 3.2 and 5
select n from by_number where n = 3.250
select n from by_number where n in (select count / 2 from ledger where count < 20)
select b.n, l.count from by_number b left join ledger l on l.count = b.n where b.n < 10
select b.n, l.count from by_number b join ledger l on b.n = l.count
select b.n from by_number b where exists (select 1 from ledger l where l.count = b.twice)
select min(n), max(n), sum(n), avg(n), stddev_samp(n), median(n) from by_number ==> select min(n), max(n), sum(n), avg(n), stddev_samp(n), median(n::decimal(18, 4)) from by_number
select account, min(seq), max(seq) from ledger group by account
select max(seq) from ledger where account = 'a2' and seq < 9007199254741010
select count(*) from ledger where account = 'a2' and seq >= 9007199254741010
select account, sum(cents) over (partition by account order by seq rows between 3 preceding and current row) from ledger
select abs(amount), sign(amount), amount < 0, amount::varchar from ledger where account = 'a3' and cents < 0.2 ==> select abs(amount), sign(amount), amount < 0, number_text(amount) from ledger where account = 'a3' and cents < 0.2
select case when amount < 0 then 0 else amount end from ledger where account = 'a0' and cents < 0.2
select coalesce(count, cents), nullif(count, 2), ifnull(count, 0) + cents from ledger where account in ('a2', 'a3')
select gcd(count, 12), lcm(count, 3), bit_count(count), even(cents), pow(count, 2), sqrt(count), ln(count + 1) from ledger where account = 'a2'
select 5::tinyint + 5::smallint, 2147483647::bigint + 1, 9223372036854775807::hugeint + 1, (-5)::bigint // 2
select format('{:,}', seq), printf('%.3f', cents::double), to_hex(count), bin(count) from ledger where account = 'a2' and count < 20
select account, sum(cents * count) as r, r * 2 as twice from ledger group by account having r > 10
select account, avg(cents * count) as mean from ledger group by all having mean > 1 and account > 'a1'
