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
select cents::varchar, huge::varchar, amount::varchar from ledger where account = 'a0'
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
