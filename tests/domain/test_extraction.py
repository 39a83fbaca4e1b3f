"""What a mail says: who, what, and how they wish to be answered."""

import pytest

from mailwatch.domain.facts.extraction import extract
from mailwatch.domain.judging.evidence import Evidence, Judgement, Verdict
from mailwatch.domain.judging.rules import Kind, Source
from mailwatch.domain.mail.messages import NOBODY, Address
from mailwatch.domain.mail.mime import message_of_text
from mailwatch.domain.opportunities import Facts
from tests.support.shipped import shipped_rules

RULES = shipped_rules()
MACHINE = "no-reply@us.greenhouse-mail.io"


def facts_of(
    subject: str = "",
    body: str = "We chose someone else.",
    sender: str = MACHINE,
    language: str = "en",
    refusal: str = "",
) -> Facts:
    evidence = Evidence(
        rule="refused",
        language=language,
        kind=Kind.STRONG,
        weight=1.0,
        field="body",
        text=refusal,
        start=0,
        end=0,
        sentence=refusal,
        source=Source("rules/en/rejection.toml", 1),
    )
    verdict = Verdict(Judgement.REJECTION, 1.0, language, "", "", (evidence,) if refusal else ())
    message = message_of_text(subject, sender, body)
    return extract(message, verdict, RULES, frozenset({"lea@sample.example"}), "Lea Sample")


@pytest.mark.parametrize(
    ("subject", "company", "role"),
    [
        ("Your application to Data Engineer at Nordlys", "Nordlys", "Data Engineer"),
        ("Your application to Nordlys", "Nordlys", ""),
        ("Your application for Data Engineer at Nordlys", "Nordlys", "Data Engineer"),
        ("You were not selected for Data Engineer at Nordlys", "Nordlys", "Data Engineer"),
        ("Re: RE: AW: Your application to Nordlys!", "Nordlys", ""),
        ("[External] Thank you for applying to Nordlys", "Nordlys", ""),
        ("Thank you for your interest in Nordlys, Lea", "Nordlys", ""),
        ("Nordlys Candidacy Update", "Nordlys", ""),
        ("Data Engineer - Nordlys", "Nordlys", "Data Engineer"),
        ("Nordlys | Careers | Data Engineer", "Nordlys", "Data Engineer"),
        ("Your Nordlys application: Data Engineer", "Nordlys", "Data Engineer"),
        ("Update on your application to Nordlys", "Nordlys", ""),
        ("Your candidature with Nordlys - Data Engineer", "Nordlys", "Data Engineer"),
        ("Your application with Nordlys was rejected !", "Nordlys", ""),
        ("Your application to Engineer at Scale Team at Nordlys", "Nordlys", None),
        ("Ihre Bewerbung als Datenarchitektin (m/w/d) bei Nordlys", "Nordlys", "Datenarchitektin"),
        ("Neuigkeiten zu Ihrer Bewerbung bei der Nordlys GmbH", "Nordlys GmbH", ""),
        ("Ihre Bewerbung als Datenarchitektin", "", "Datenarchitektin"),
        ("Your application", "", ""),
        ("Your application for Data Engineer", "", "Data Engineer"),
        ("Update on your Application", "", ""),
        ("Thank you for your interest!", "", ""),
        ("Your application was viewed", "", ""),
        ("Your application to our team", "", ""),
        ("Update from the hiring team", "", ""),
        ("Your application to Greenhouse", "", ""),
    ],
)
def test_a_subject_names_company_and_role(subject: str, company: str, role: str | None) -> None:
    facts = facts_of(subject)

    assert facts.company == company
    assert role is None or facts.role == role


@pytest.mark.parametrize(
    ("body", "company", "role"),
    [
        (
            (
                "Hi Lea,\n\n"
                "Thank you for your interest in the Data Engineer position at Nordlys in "
                "Tromsby, Norway. Unfortunately, we will not proceed."
            ),
            "Nordlys",
            "Data Engineer",
        ),
        (
            (
                "Thank you for applying for our Data Engineer role.\nWe chose someone else.\n\n"
                "Kind regards,\nThe Nordlys Recruiting Team"
            ),
            "Nordlys",
            "Data Engineer",
        ),
        (
            "Thank you for your interest in joining the Nordlys Systems team. We met many people.",
            "Nordlys Systems",
            "",
        ),
        (
            "We appreciate the time you took to apply to Bank of Tromsby and wish you well.",
            "Bank of Tromsby",
            "",
        ),
        (
            "Thank you for your interest in Nordlys and the Data Engineer role.",
            "Nordlys",
            "Data Engineer",
        ),
        ("Thank you for your interest in Nordlys, Inc. and for your time.", "Nordlys, Inc", ""),
        ("Thank you for your interest in our company and in this role.", "", ""),
        ("Thank you for your interest in joining our team at this time.", "", ""),
        ("Thank you for applying. Unfortunately We chose someone else.", "", ""),
        (
            (
                "Guten Tag Lea Sample,\n\nvielen Dank für Ihre Bewerbung als Softwareentwicklerin "
                "(m/w/d) bei der Nordlys GmbH. Leider haben wir uns anders entschieden."
            ),
            "Nordlys GmbH",
            "Softwareentwicklerin",
        ),
        (
            (
                "Vielen Dank für Ihr Interesse an der Position Projektleiter Hochbau in unserem "
                "Hause. Wir haben anders entschieden.\n\nMit freundlichen Grüßen\n"
                "Nordlys Bau GmbH & Co. KG"
            ),
            "Nordlys Bau GmbH & Co. KG",
            "Projektleiter Hochbau",
        ),
        (
            "We are sorry that your tender to Tromsby Council was unsuccessful.",
            "Tromsby Council",
            "",
        ),
    ],
)
def test_a_body_names_company_and_role(body: str, company: str, role: str) -> None:
    facts = facts_of(body=body, language="de" if "Ihr" in body else "en")

    assert (facts.company, facts.role) == (company, role)


@pytest.mark.parametrize(
    ("sender", "company"),
    [
        (f"Nordlys Careers <{MACHINE}>", "Nordlys"),
        (f"Nordlys <{MACHINE}>", "Nordlys"),
        (f"Nordlys Talent Acquisition Team <{MACHINE}>", "Nordlys"),
        (f"workday Nordlys <{MACHINE}>", "Nordlys"),
        (f"Nordlys Workday Notifications <{MACHINE}>", "Nordlys"),
        (f"Nordlys Bewerbermanagement <{MACHINE}>", "Nordlys"),
        (f"Nordlys (no reply) <{MACHINE}>", "Nordlys"),
        ("Oda Fjell - Nordlys <oda.fjell@nordlys.teamtailor-mail.com>", "Nordlys"),
        ("Oda Fjell via Nordlys <notifications@app.bamboohr.com>", "Nordlys"),
        (f"Hiring Team <{MACHINE}>", ""),
        (f"Greenhouse <{MACHINE}>", ""),
        ("LinkedIn <jobs-noreply@linkedin.com>", ""),
        ("LinkedIn Jobs <jobs-noreply@linkedin.com>", ""),
        (f"Our Talent Acquisition <{MACHINE}>", ""),
        (f"No Reply <{MACHINE}>", ""),
        (f"us <{MACHINE}>", ""),
        ("Oda Fjell <oda.fjell@nordlys.example>", ""),
        (f"Lea Sample <{MACHINE}>", ""),
    ],
)
def test_a_display_name_is_cleaned_to_the_company_or_to_nothing(sender: str, company: str) -> None:
    assert facts_of(sender=sender).company == company


@pytest.mark.parametrize(
    ("signature", "company"),
    [
        ("Oda Fjell\nHead of Marketing, Nordlys Studio", "Nordlys Studio"),
        ("Oda Fjell\nTalent Partner at Nordlys", "Nordlys"),
        ("Oda Fjell\nProcurement Officer\nTromsby City Council", "Tromsby City Council"),
        ("Oda Fjell\n\nLehrstuhl für Fischerei\nUniversität Tromsby", "Lehrstuhl für Fischerei"),
        ("The People & Culture team at Nordlys", "Nordlys"),
        ("Your Nordlys hiring team", "Nordlys"),
        ("The Hiring Team", ""),
        ("Oda Fjell\nHead of Marketing", ""),
        ("Oda Fjell\nTromsby, Norway", ""),
    ],
)
def test_a_signature_names_the_company(signature: str, company: str) -> None:
    body = f"We chose someone else.\n\nKind regards,\n{signature}"

    assert facts_of(body=body, sender="mail@relay.example").company == company


def test_a_company_is_printed_as_the_mail_prints_it_never_as_its_domain() -> None:
    body = "Hello,\n\nwe at Nordlys Energi chose someone else."

    assert facts_of(body=body, sender="jobs@nordlysenergi.example").company == "Nordlys Energi"
    assert facts_of(sender="jobs@nordlysenergi.example").company == ""


@pytest.mark.parametrize(
    ("subject", "role"),
    [
        ("Ihre Bewerbung als Redakteurin (w/m/d)", "Redakteurin"),
        ("Ihre Bewerbung als Redakteur*in (all genders)", "Redakteur*in"),
        ("Your application for Designer (m/f/x)", "Designer"),
        ("Your application for Designer - Remote", "Designer"),
        ("Your application for R-055501 Designer", "Designer"),
        ("Your application for Designer (Req ID: 298027)", "Designer"),
        (
            "Your application for Engineer (AI / ML) - Spring 2027",
            "Engineer (AI / ML) - Spring 2027",
        ),
        ("Your application for Survey Manager", "Survey Manager"),
    ],
)
def test_a_role_loses_its_trimmings_and_keeps_its_inner_marks(subject: str, role: str) -> None:
    assert facts_of(subject).role == role


@pytest.mark.parametrize(
    ("subject", "body", "number"),
    [
        ("Update on R-055501", "", "R-055501"),
        ("", "Your application for JR6155469 was reviewed.", "JR6155469"),
        ("", "Requisition: REQ-1234", "REQ-1234"),
        ("Your job application status (Job number: 45 / 2)", "Reference no. AB-4471", "AB-4471"),
        ("", "Kennziffer: 2027/114-B", "2027/114-B"),
        ("Nordlys Careers - Confirmation - 298027", "", "298027"),
        ("Your application", "We had 400 candidates in 2027.", ""),
        ("Your reference", "References are welcome.", ""),
    ],
)
def test_the_number_of_a_post_is_found_by_its_form_or_its_label(
    subject: str, body: str, number: str
) -> None:
    assert facts_of(subject, body or "We chose someone else.").requisition == number


@pytest.mark.parametrize(
    ("sender", "body", "contact"),
    [
        (
            "Oda Fjell <oda.fjell@nordlys.example>",
            "We chose someone else.\n\nBest regards,\nOda Fjell\nTalent Partner",
            Address("Oda Fjell", "oda.fjell@nordlys.example"),
        ),
        (
            '"Oda Fjell (she/her), PHR" <oda@nordlys.example>',
            "We chose someone else.\n\nBest,\nOda",
            Address("Oda Fjell", "oda@nordlys.example"),
        ),
        (
            '"FJELL, ODA" <oda.fjell@nordlys.example>',
            "We chose someone else.",
            Address("Oda Fjell", "oda.fjell@nordlys.example"),
        ),
        (
            "Nordlys Careers <jobs@nordlys.example>",
            "We chose someone else.\n\nKind regards,\nOda Fjell",
            Address("Oda Fjell", ""),
        ),
        (
            "oda@nordlys.example",
            "We chose someone else.\n\nBest, Oda",
            Address("Oda", "oda@nordlys.example"),
        ),
        (
            "Dr. Oda Fjell <fjell@nordlys.example>",
            "We chose someone else.\n\nSincerely,\nDr. Oda Fjell",
            Address("Dr. Oda Fjell", "fjell@nordlys.example"),
        ),
        (
            "editor@nordlys.example",
            "We cannot accept it.\n\nMit freundlichen Grüßen\nOda von Fjell\nNordlys Verlag",
            Address("Oda von Fjell", ""),
        ),
    ],
)
def test_the_contact_is_who_signed(sender: str, body: str, contact: Address) -> None:
    assert facts_of(body=body, sender=sender).contact == contact


@pytest.mark.parametrize(
    ("sender", "body"),
    [
        (f"Hiring Team <{MACHINE}>", "We chose someone else.\n\nBest regards,\nHiring Team"),
        (f"Nordlys <{MACHINE}>", "We chose someone else.\n\nBest regards,\nNordlys Systems"),
        (
            f"Nordlys <{MACHINE}>",
            "Thank you for applying to Nordlys Havn. No.\n\nBest regards,\nNordlys Havn",
        ),
        ("Nordlys Havn <hello@nordlyshavn.example>", "We chose someone else."),
        ("Lea Sample <lea.sample@relay.example>", "No.\n\nBest regards,\nLea Sample"),
        (f"Nordlys <{MACHINE}>", "Dear Lea Sample,\n\nWe chose someone else.\n\nRegards"),
        (f"Nordlys <{MACHINE}>", "No.\n\nBest regards,\n{{recruiter_name}}"),
        (f"Nordlys <{MACHINE}>", "No.\n\nBest regards,\n[Recruiter Name]"),
        (f"Nordlys <{MACHINE}>", "No.\n\nBest regards,\n%RECRUITERNAME%"),
        ("Nord Portal <portal@nord.example>", "We chose someone else."),
    ],
)
def test_teams_companies_merge_failures_and_the_user_are_no_contact(sender: str, body: str) -> None:
    assert facts_of(body=body, sender=sender).contact == NOBODY


@pytest.mark.parametrize(
    "subject",
    [
        "Your application to {{company}}",
        "Your application to [Company Name]",
        "Your application to %COMPANY%",
        "Your application to {company_name}",
        "Your application to <<Company>>",
        "Your application for {{job_title}} at {{company}}",
        "Your application to None",
        "Your application to undefined",
    ],
)
def test_a_merge_failure_becomes_nothing(subject: str) -> None:
    facts = facts_of(subject, "Dear {{first_name}},\n\nthank you for applying to {{company}}.")

    assert (facts.company, facts.role, facts.contact) == ("", "", NOBODY)


def test_values_are_one_line_without_control_or_bidi_characters() -> None:
    facts = facts_of("Your application to \u202eNord\u200blys\u2066\r\nBcc: x@y.example at Co")

    assert not {"\n", "\r", "\u202e", "\u200b", "\u2066"} & set(facts.company + facts.role)


@pytest.mark.parametrize("filler", ["A" * 50_000, "Your application to " * 5_000, "(" * 50_000])
def test_values_of_hostile_length_are_left_out_or_cut(filler: str) -> None:
    facts = facts_of(f"Your application to {filler}", f"interest in {filler}\n\nBest,\n{filler}")

    assert max(map(len, (facts.company, facts.role, facts.contact.name, facts.reason))) <= 300


def test_a_person_who_signed_is_written_to_instead_of_a_machine() -> None:
    body = "No.\n\nBest regards,\nOda Fjell\nNordlys AS\noda.fjell@nordlys.example"
    facts = facts_of(body=body)

    assert facts.reply_to == Address("Oda Fjell", "oda.fjell@nordlys.example")
    assert facts.hold_reason == ""


def test_a_machine_without_a_person_is_held() -> None:
    facts = facts_of(sender="jobs-noreply@linkedin.com")

    assert facts.reply_to == NOBODY
    assert facts.hold_reason == "nobody reads jobs-noreply@linkedin.com: find a contact"


@pytest.mark.parametrize(
    ("body", "form"),
    [
        ("Vielen Dank für deine Bewerbung. Leider können wir dir nicht zusagen.", "informal"),
        ("Vielen Dank für Ihre Bewerbung. Leider können wir Ihnen nicht zusagen.", "formal"),
        ("Die Stelle ist besetzt, sie war sehr gefragt.", ""),
    ],
)
def test_the_form_of_address_is_theirs(body: str, form: str) -> None:
    assert facts_of(body=body, language="de").form == form


def test_english_has_no_form_of_address() -> None:
    assert facts_of(body="Thank you. Sie sind du.", language="en").form == ""


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Please note that we are unable to provide individual feedback.", "en"),
        ("Due to the number of applicants we cannot give personal feedback.", "en"),
        ("Von Rückfragen bitten wir abzusehen.", "de"),
        ("Wir bitten Sie, von telefonischen Rückfragen abzusehen.", "de"),
    ],
)
def test_a_mail_can_ask_not_to_be_asked(body: str, language: str) -> None:
    facts = facts_of(body=body, language=language)

    assert facts.forbids_feedback
    assert not facts.offers_feedback


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("I would be happy to share some feedback with you.", "en"),
        ("If you would like more detailed feedback, just write.", "en"),
        ("Gerne geben wir Ihnen ein ausführliches Feedback.", "de"),
    ],
)
def test_a_mail_can_offer_feedback(body: str, language: str) -> None:
    facts = facts_of(body=body, language=language)

    assert facts.offers_feedback
    assert not facts.forbids_feedback


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("We will keep your resume on file for twelve months.", "en"),
        ("We have added you to our talent pool.", "en"),
        ("Wir würden Ihre Unterlagen gern in unseren Talentpool aufnehmen.", "de"),
        ("Wir halten Ihre Bewerbung in Evidenz.", "de"),
    ],
)
def test_a_mail_can_say_that_it_keeps_the_papers(body: str, language: str) -> None:
    assert facts_of(body=body, language=language).keeps_on_file


@pytest.mark.parametrize(
    ("refusal", "language", "reason"),
    [
        (
            "We chose someone else because they had led a larger team.",
            "en",
            "they had led a larger team",
        ),
        (
            "Because the budget was cut, we will not fill this role.",
            "en",
            "the budget was cut",
        ),
        (
            "Wir sagen Ihnen ab, weil die Stelle intern besetzt wurde.",
            "de",
            "die Stelle intern besetzt wurde",
        ),
        ("We chose someone else.", "en", ""),
    ],
)
def test_the_reason_is_what_follows_because_in_the_refusal(
    refusal: str, language: str, reason: str
) -> None:
    assert facts_of(body=refusal, language=language, refusal=refusal).reason == reason


def test_a_because_elsewhere_is_no_reason() -> None:
    body = "We write because you applied. We chose someone else."

    assert facts_of(body=body, refusal="We chose someone else.").reason == ""
