"""パスワードの決まり: 思い付きやすいものを断り、文字の種類は問わない。"""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from plans.models import User


@pytest.mark.parametrize(
    "password",
    [
        "iroha-nihoheto",
        "いろはにほへとちりぬるを",
        "みかん りんご ぶどうと梨",
        "830517294610",
        "MOUNTAINRIVERSEA",
        "tanuki kitsune usagi",
        "x" * 5 + "correct horse battery staple" * 2,
    ],
)
def test_a_long_unusual_password_is_accepted_whatever_its_letters(password: str) -> None:
    validate_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "elevenchars",
        "aaaaaaaaaaaaaa",
        "あああああああああああああ",
        "abcabcabcabcabc",
        "shakyoshakyo",
        "202120212021",
        "123456789012",
        "９８７６５４３２１０９８",
        "abcdefghijklmn",
        "qwertyuiopas",
        "0123456789ab",
        "password1234",
        "1234567890qwerty",
    ],
)
def test_a_short_common_or_predictable_password_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


def test_a_password_like_the_name_of_its_owner_is_refused() -> None:
    person = User(username="fukushi-shien-tanto", last_name="福祉支援課", first_name="担当")
    with pytest.raises(ValidationError):
        validate_password("fukushi-shien-tanto1", person)
