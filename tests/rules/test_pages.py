"""The checks of stylesheets and templates that `make lint` runs find what they are for."""

from __future__ import annotations

import pytest

from scripts import check_css, check_templates

SHEET = """
:root { --ink: #222; }
@media (min-width: 40em) {
  a:hover { color: var(--ink); margin-inline-start: 1em; text-align: start; }
}
"""


def test_a_good_stylesheet_passes():
    assert list(check_css.problems({"a.css": SHEET})) == []


def test_a_custom_property_may_be_defined_in_another_sheet():
    assert list(check_css.problems({"a.css": SHEET, "b.css": "b { color: var(--ink) }"})) == []


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ("a { margin-left: 1em; }", "a.css:6: margin-left names a side"),
        ("a { left: 0 }", "left names a side"),
        ("a { border-top-right-radius: 1px }", "names a side"),
        ("a { text-align: right; }", "text-align: right names a side"),
        ("a { color: var(--unknown) }", "--unknown is defined nowhere"),
        (":root { --idle: 1px }", "--idle is defined and never used"),
        ("@import 'b.css';", "@import costs"),
        ("a { background: url(https://cdn.example/a.png) }", "another machine"),
        ("a { background: url('//cdn.example/a.png') }", "another machine"),
        ("a { color: red", "a { that is never closed"),
        ("a { color: red } }", "a } without its {"),
        ("/* lost", "this comment never ends"),
    ],
)
def test_a_bad_rule_is_complained_of(rule, complaint):
    found = list(check_css.problems({"a.css": SHEET + rule}))
    assert any(complaint in wrong for wrong in found), found


def test_comments_and_texts_are_not_rules():
    sheet = SHEET + '/* margin-left: 0; } */ a::before { content: "} left: 0;"; }'
    assert list(check_css.problems({"a.css": sheet})) == []


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://elsewhere.example/">{{ name }}</a>',
        '<img src="{{ photo.src }}" alt="{{ photo.alt }}">',
        "<script src=\"{% static 'web/page.js' %}\" defer></script>",
        '<script type="application/ld+json">{{ json_ld }}</script>',
        "{{ html|safe }}{# safe: cleaned when it was saved #}",
        "{# <p style='color: red'> is not used #}",
    ],
)
def test_good_mark_up_passes(html):
    assert list(check_templates.problems(html)) == []


def test_a_mail_has_its_styles_inline_and_is_bound_by_every_other_rule():
    html = '<p style="color: red"><img src="https://cdn.example/x.png" alt="">'
    assert len(list(check_templates.problems(html))) == 2
    ((_line, wrong),) = check_templates.problems(html, is_mail=True)
    assert "another machine" in wrong


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ('<p style="color: red">', "inline style"),
        ('<p class="{% if x > 1 %}a{% endif %}" style="color: red">', "inline style"),
        ('<button onclick="go()">', "inline handler"),
        ("<style>", "inline stylesheet"),
        ("<script>go()</script>", "inline script"),
        ('<script src="https://cdn.example/x.js">', "another machine"),
        ('<img src="//cdn.example/x.png" alt="">', "another machine"),
        ('<link rel="stylesheet" href="https://cdn.example/x.css">', "another machine"),
        ('<img src="a.png">', "without alt"),
        ("<iframe src='/a'>", "a frame"),
        ("{{ text|safe }}", "marks text as safe"),
        ("{% autoescape off %}", "switches escaping off"),
    ],
)
def test_bad_mark_up_is_complained_of(html, complaint):
    found = list(check_templates.problems(f"<p>\n{html}"))
    assert [line for line, wrong in found if complaint in wrong] == [2], found


@pytest.mark.parametrize(
    "html",
    [
        '<p aria-label="{% translate "Comments" %}">{{ name }} · 12 &amp; <kbd>j</kbd></p>',
        "{% blocktranslate count n=n %}One{% plural %}{{ n }} more{% endblocktranslate %}",
        "{% block kind %} lost{% endblock %}{# said by nobody #}<script>go()</script>",
    ],
)
def test_marked_words_pass(html):
    assert list(check_templates.unmarked(html)) == []


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Hello {{ name }}</p>", "Hello"),
        ('<img src="a.png" alt="A dog">', "A dog"),
        ('<input placeholder="Your name">', "Your name"),
        ('<a href="{% url "a" %}" aria-label="More">+</a>', "More"),
        ("{% if x %}yes{% endif %}", "yes"),
    ],
)
def test_words_that_no_translator_sees_are_complained_of(html, words):
    assert [(2, words)] == [(line, said) for line, said in check_templates.unmarked(f"<p>\n{html}")]
