-- To whom a step writes where that is not who turned us down: a JSON object of Addressee, or ''.
alter table step add column addressee text not null default '';
