"""What a reader sees of an HTML mail."""

import pytest

from mailwatch.domain.mail.html import text_of_html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>un<b>fortu</b>nately</p>", "unfortunately"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("One<br>Two<br><br>Three", "One\nTwo\n\nThree"),
        ("<table><tr><td>Role</td><td>Baker</td></tr><tr><td>x</td></tr></table>", "Role Baker\nx"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\nTwo"),
        ("<p>See  <a href='https://firm.example/x'>our\n page</a>.</p>", "See our page."),
        ("<pre>One\n  two</pre>", "One\ntwo"),
        ("Caf&eacute; &amp; &#8220;bar&#8221;", "Café & “bar”"),
        ("", ""),
        ("<!-- nothing -->", ""),
        ("plain words", "plain words"),
        (b"Gr\xc3\xbc\xc3\x9fe", "Grüße"),
        ("a\0b", "ab"),
    ],
)
def test_html_reads_as_it_looks(html: str | bytes, text: str) -> None:
    assert text_of_html(html) == text


@pytest.mark.parametrize(
    "hidden",
    [
        "<div style='display:none'>secret</div>",
        "<div style='DISPLAY: none !important'><p>secret</p></div>",
        "<span style='visibility: hidden'>secret</span>",
        "<div style='font-size:0'>secret</div>",
        "<div style='font-size: 0px; line-height:1px'>secret</div>",
        "<div style='opacity:0'>secret</div>",
        "<div style='max-height:0px;overflow:hidden'>secret</div>",
        "<p style='mso-hide:all'>secret</p>",
        "<p hidden>secret<b>secret</b></p>",
        "<style>secret</style>",
        "<script>secret()</script>",
        "<title>secret</title>",
        "<template>secret</template>",
        "<noscript>secret</noscript>",
        "<!-- secret -->",
        "<!--[if mso]><p>secret</p><![endif]-->",
    ],
)
def test_what_is_hidden_is_not_read(hidden: str) -> None:
    assert text_of_html(f"<body>{hidden}<p>Hello</p></body>") == "Hello"


@pytest.mark.parametrize(
    "style",
    ["font-size:0.9em", "opacity:0.5", "max-height:0.5em", "display:block", "font-size:10px"],
)
def test_what_is_small_or_pale_is_read(style: str) -> None:
    assert text_of_html(f"<p style='{style}'>Hello</p>") == "Hello"


def test_text_is_read_where_an_inner_element_gives_it_a_size_again() -> None:
    html = "<td style='font-size:0px'> gap <div style='font-size:13px'>Hello</div> gap </td>"

    assert text_of_html(f"<table><tr>{html}</tr></table>") == "Hello"


@pytest.mark.parametrize(
    "opening",
    [
        "<blockquote type='cite'>",
        "<blockquote class='gmail_quote'>",
        "<blockquote class='x protonmail_quote' type=''>",
        "<blockquote cite='mid:1@firm.example'>",
    ],
)
def test_a_cited_block_is_marked(opening: str) -> None:
    html = f"<div>No.</div>{opening}<p>Any news?</p></blockquote>"

    assert text_of_html(html) == "No.\n\n> Any news?\n>"


def test_an_indented_block_is_not_a_citation() -> None:
    assert text_of_html("<blockquote style='margin:0 40px'>We chose another.</blockquote>") == (
        "We chose another."
    )


def test_citations_nest() -> None:
    html = "<blockquote type=cite>a<blockquote type=cite>b</blockquote></blockquote>"

    assert text_of_html(html).split("\n")[0::2] == ["> a", "> > b"]


def test_outlooks_header_is_set_off_by_a_rule() -> None:
    html = "<p>No.</p><div id='divRplyFwdMsg'><b>Lähettäjä:</b> x<br><b>Aihe:</b> y</div><p>z</p>"

    assert text_of_html(html).split("\n")[2] == "_" * 32


def test_text_nested_deeper_than_a_tree_may_be_is_read() -> None:
    assert text_of_html("<div>" * 5000 + "Hello" + "</div>" * 5000) == "Hello"


def test_a_lone_surrogate_does_no_harm() -> None:
    assert text_of_html("a\ud800b") == "a?b"


def test_entities_that_a_document_declares_are_not_resolved() -> None:
    html = "<!DOCTYPE html [<!ENTITY file SYSTEM 'file:///etc/hostname'>]><p>a&file;b</p>"

    assert text_of_html(html).endswith("a&file;b")
