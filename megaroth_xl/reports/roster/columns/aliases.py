"""The names that payroll systems and TPAs give columns other than contributions."""

from collections.abc import Mapping

__all__ = ["ALIASES"]

ALIASES: Mapping[str, str] = {
    # who
    "employee_id": "id, ee, ee id, ee number, ee code, id number, file number, clock number, "
    "payroll id, payroll number, payroll file number, person number, personnel number, pernr, "
    "badge number, badge id, badge, member id, member number, person id, position id, "
    "ee id number, pay number, part id, unique id, alt id, alternate id, hr id, record id, "
    "system id, worker id, 사번, 직원번호",
    "ssn": "ssn, social, ssn id, id ssn, ssn number, ee ssn, ssn ee, tax id, ee tax id, "
    "ss number, ss, ssn tin, tin, tax id ssn, taxpayer id, taxpayer id number, full ssn, "
    "tax id number, ee tax id number, national id, "
    "government id",
    "name": "name, ee name, full name, ee full name, member name, person name, last first, "
    "last first mi, "
    "payroll name, legal name, last name first name, last first name, last first mi name, "
    "last first middle name, first last name, ee last first name, ee last first mi name, "
    "ee last first mi, ee last first middle name, ee last suffix first mi name, ee last first, "
    "display name, ee display name, full legal name, legal full name, 이름, 성명",
    "last_name": "last name, lst name, surname, family name, ee last name, name last, last, "
    "legal last name, ee surname",
    "first_name": "first name, frst name, given name, ee first name, name first, first, "
    "legal first name, "
    "ee given name, first name middle initial, first name mi",
    "middle_name": "middle name, middle initial, mi, middle, ee middle name, ee mi, "
    "middle name initial, "
    "legal middle name",
    "suffix": "suffix, name suffix",
    "job": "job, job title, title, position, job description, 직무",
    "company": "company, er name, er, company name, company code, company number, legal entity, "
    "entity, entity name, ein, er ein, paying company, adopting er, company ein, "
    "participating er, legal er, 회사, 회사명",
    "division": "division, division name, division code, location, location code, department, "
    "department name, department number, branch, site, business unit, department code, "
    "home department, location name, office, store, cost center, "
    "department id, 부서",
    "birth_date": "birth date age, "
    "birth date, birth, date birth, birthday, ee birth date, 생년월일",
    "age": "age, age december 31, age year end, age at year end, ee age, 나이, 연령",
    # dates
    "hire_date": "hire date, hire, hire date 1, ee hire date, employment date, date employment, "
    "hire date employment, ee hire date employment, "
    "employment start date, 입사일",
    "original_hire_date": "original hire date, original hire, first hire date, orig hire date",
    "rehire_date": "rehire date, rehire, hire date 2, recent hire date, last hire date, "
    "most recent hire date, most recent hire, last rehire, last rehire date, reinstatement date, "
    "adjusted rehire date, date rehire, 재입사일",
    "termination_date": "termination date, termination, termination date 1, last day employment, "
    "last day, employment end date, ee termination date, date left, date employment ended, "
    "exit date, ee end date, 퇴사일, 퇴직일",
    "termination_date_2": "termination date 2",
    "last_day_worked": "last day worked, last date worked",
    "last_paycheck": "last paycheck, last paycheck date, final paycheck, final paycheck date, "
    "final pay date",
    "entry_date": "entry date, plan entry date, participation date, part date, plan entry, "
    "plan participation date, 401k entry date, 가입일",
    "eligibility_date": "eligibility date, eligible date, 401k eligibility date, "
    "plan eligibility date, date first eligible, 401k eligible date",
    "pay_date": "pay date, check date, ck date, chk date, payment date, paycheck date, "
    "date paid, payroll date",
    "period_start": "pay begin date, pay period start, pay period begin, period start, "
    "period begin, period from, "
    "pay period from, pay period start date, pay period begin date, period start date, "
    "period begin date",
    "period_end": "ppe, ppe date, per end, per end date, pay period end, pay period ending, "
    "period end, period ending, "
    "pay period end date, pay period ending date, period end date, period ending date, "
    "pay end date, period to, pay period to, period through, pay period through",
    "start_date": "start date, begin date, start",
    "end_date": "end date, end",
    "status": "status, employment status, ee status, status code, employment status code, "
    "ee status code, 재직상태",
    # yes or no
    "eligible": "eligible, eligible flag, participating eligible, eligibility, plan eligible, "
    "eligibility status, eligible participate, is eligible, eligible status, ee eligible, "
    "401k eligible, eligible 401k, eligible participant, eligible defer, 401k eligible defer, "
    "eligible deferral, eligible contribute, 가입자격",
    "ineligible": "ineligible, not eligible, ineligible ee, ineligible flag, not eligible flag, "
    "is ineligible, ineligible participate, not eligible participate, 401k ineligible",
    "excluded_class": "excluded class, excluded, exclusion class, union, union ee, excluded ee, "
    "excluded flag, union member, union flag, union status, collectively bargained, "
    "bargaining unit, class exclusion",
    "hce": "hce or nhce, hce, hces, hc, h n, hce n, "
    "hce nhce, hc nhc, hce status, hce flag, hce indicator, hce code, hce ee, "
    "highly compensated, highly compensated ee, highly compensated ee hce, is hce, nhce hce, "
    "highly compensated status, highly pay, highly pay ee, hce x, hce determination, 고액보수 직원",
    "nhce": "nhce, nhce flag, nhce status, nhce ee, nhce x, nhce indicator, is nhce, nhc, "
    "non highly compensated, non highly compensated ee, non highly compensated ee nhce",
    "key_employee": "key ee, key, key flag, key ee status, key ee flag, is key ee",
    "owner": "owner, owner flag, five percent owner, 5 percent owner, more than 5 percent owner, "
    "5 owner, more than 5 owner, over 5 owner, greater than 5 percent owner, "
    "over 5 percent owner, is owner",
    "ownership_percent": "ownership, ownership percent, principal owner percent, "
    "owner percent, percent owner, "
    "stock percent, shareholder percent, stock ownership, percent ownership, "
    "stock ownership percent, direct ownership percent, ownership interest, "
    "ownership interest percent, 지분율",
    "family_of": "family, family attribution, family relationship, family ee, related, "
    "relationship, family of, attribution, relative, related owner, relative owner, "
    "family member, family member owner, owner relative, owner relation, owner family, "
    "spouse owner, "
    "family attribution relationship, "
    "family relationship owner, relationship owner, relation owner, family code",
    # pay
    "gross_pay": "pay, gross pay, gross, total pay, total gross pay, year pay, "
    "gross salary before deductions, gross salary, pay before deductions, pay before deferral, "
    "gross pay before deductions, gross total, full year pay, full year gross pay, gross income, "
    "ee pay, ee total pay, ee gross income salary, gross income salary, gross pay salary, "
    "ee gross pay, ee gross, "
    "cash pay, planyear gross, 급여, 총급여, 연봉",
    "plan_pay": "plan pay, eligible pay, plan eligible pay, 401k pay, 401k eligible pay, "
    "pensionable pay, plan year pay, planyear gross pay, deferral eligible pay, "
    "eligible plan pay, gross plan pay, testing pay, adp pay, acp pay, adp acp pay, 414s pay, "
    "414 s pay, section 414 s pay, nondiscrimination pay, considered pay, covered pay, match pay, "
    "pay while eligible, ee eligible pay,  eligible gross pay, eligible planyear pay, "
    "participation pay, "
    "post entry pay, pay since entry, pay since entry date, pay entry date, pay while ee, "
    "pay after entry, pay after entry date, pension pay, pension eligible pay, erisa pay, "
    "401k eligible gross, eligible gross",
    "statutory_pay": "415 pay, statutory pay, 415 c 3 pay, section 415 pay, 415c pay, "
    "irc 415 pay, sec 415 pay, 415 limit pay, pay w2 deferral, w2 pay deferral, 415 gross pay",
    "salary": "annualized pay, annualized gross pay, annualized gross, annualized salary, "
    "annualized base salary, annualized base pay, annualized rate, salary, base salary, "
    "base pay, pay rate, base rate, annual rate, contract salary",
    "box_1": "gross pay w2 box 1, "
    "box 1, w2 box 1, box 1 pay, w2 box 1 pay, federal taxable pay, taxable pay, "
    "federal taxable gross, w2 pay, w2 pay box 1, w2, w2 gross, w2 gross pay, fit taxable pay, "
    "pay other",
    "box_3": "box 3, w2 box 3, box 3 pay, w2 box 3 pay, social security pay, fica pay, oasdi pay, "
    "ss pay, social security taxable pay",
    "box_5": "box 5, w2 box 5, box 5 pay, w2 box 5 pay, medicare pay, medicare taxable pay",
    "pay_part": "bonus, bonuses, bonus pay, overtime, overtime pay, ot, ot pay, commission, "
    "commissions, commission pay, regular pay, holiday pay, vacation pay, pto pay, sick pay, tips",
    "beside_pay": "excluded pay, excludable pay, ineligible pay, post severance pay, severance, "
    "severance pay, fringe, fringe benefits, section 125, sec 125, cafeteria, net pay, net, "
    "take home pay, officer",
    "hours": "hours, hours service, hours worked, total hours, service hours",
    "prior_year_compensation": "look back pay, lookback pay, 전년도 급여, 전년 급여",
    "prior_year_wages": "",
    "pay_before_entry": "pre entry pay, preentry pay, pay before entry, pay before eligibility, "
    "pay prior entry, preparticipation pay, pre participation pay, pay before participation, "
    "pay prior eligibility",
    "pay_to_date": "",
    "pay_per_period": "pay per period, pay per paycheck, pay per pay date, period pay, "
    "pay per pay period, per period pay, per pay period pay",
    "pay_periods_left": "periods left, pay periods left, pay dates left, paychecks left, "
    "pay periods remaining, remaining pay periods, periods remaining, remaining paychecks",
    "maybe_catch_up": "cu",
    # contributions, beside what `_money` understands
    "elective_deferral": "납입액, 급여공제 납입, 401k 납입액, 401k 납입",
    "matching_contribution": "매칭, 회사 매칭, 401k 매칭, 401k 회사 매칭",
    "after_tax_contribution": "세후 납입, 세후, 세후 납입액, 401k 세후 납입, 401k 세후",
    "deferral_elsewhere": "deferral elsewhere, 401k deferral elsewhere, 401k elsewhere, "
    "elective deferral elsewhere, deferrals with other employers, outside deferral, "
    "other plan deferral, deferrals with other employer, other er deferral, deferral other er",
    "additions_in_other_plan": "additions in other plan, other plan additions, "
    "annual additions other plan",
}
"""Headings by what they mean; words are brought to one spelling first (`heading_words`)."""
