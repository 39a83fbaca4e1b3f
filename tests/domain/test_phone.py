import pytest

from mailwatch.domain.facts.phone import phone_in


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Tel.: +49 30 1234567", "+49 30 1234567"),
        ("T +44 (0)20 7946 0123", "+44 (0)20 7946 0123"),
        ("(212) 555-0123", "(212) 555-0123"),
        ("Phone 030/123 45 67", "030/123 45 67"),
        ("Tél. 01.42.33.44.55", "01.42.33.44.55"),
        ("+33 1\u00a042\u00a033\u00a044\u00a055", "+33 1 42 33 44 55"),
        ("Augustenstraße 4, Tel. 089 1234567", "089 1234567"),
        ("Tel. 089 1234567, Fax 089 1234568", "089 1234567"),
    ],
)
def test_a_number_is_found_as_it_is_written(line: str, number: str) -> None:
    assert phone_in([line]) == number


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Jane Doe, Head of People",
        "Room 12345",
        "Fax: +49 30 1234567",
        "Telefax 030 1234567",
        "HRB 1234567, Amtsgericht Berlin",
        "USt-IdNr. DE 123456789",
        "IBAN DE12 5001 0517 0648 4898 90",
        "Company No. 12345678",
        "On 24.11.2026 at noon",
        "24/11/26 2026",
        "© 2019-2026 Northwind",
        "1234567890123456",
    ],
)
def test_what_is_no_number_to_call_is_passed_over(line: str) -> None:
    assert phone_in([line]) == ""


def test_the_first_number_to_call_is_taken() -> None:
    lines = ["Jane Doe", "Fax 030 1111111", "Tel 030 2222222", "Mobile 0170 3333333"]

    assert phone_in(lines) == "030 2222222"


def test_a_line_of_digits_without_end_costs_no_time() -> None:
    assert phone_in(["1" * 500_000, "(" * 500_000]) == ""
