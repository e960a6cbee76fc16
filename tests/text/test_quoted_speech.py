"""Cases of quoted speech that are no matter of counting."""

from addyours.text.quoted_speech import read


def test_a_given_name_cut_short_and_doubled_is_the_only_person_it_can_be() -> None:
    reading = read(
        [
            "Barnaby Quill opened the ferry museum with Ines Marlow on Monday.",
            "Barn Barn told The Quayside Post that he had waited for years.",
            "“I cried like a gull,” he said.",
        ]
    )
    assert reading.people == ("Barnaby Quill", "Ines Marlow")
    assert reading.quotes[0].speaker == "Barnaby Quill"
