"""すでに使っている所に、選べる尺度（Ａ～Ｄ、◎○△×）を足す。まだ尺度のない所では何もしない。"""

from django.db import migrations

SCALES = {
    "Ａ～Ｄの4段階": (
        ("A", "Ａ", 100, "目標を達成した（達成率100％以上）"),
        ("B", "Ｂ", 80, "目標を概ね達成した（達成率80％以上100％未満）"),
        ("C", "Ｃ", 60, "目標をやや下回った（達成率60％以上80％未満）"),
        ("D", "Ｄ", None, "目標を大きく下回った（達成率60％未満）"),
    ),
    "◎○△×の4段階": (
        ("excellent", "◎", 100, "目標を達成した（達成率100％以上）"),
        ("good", "○", 80, "目標を概ね達成した（達成率80％以上100％未満）"),
        ("fair", "△", 60, "目標をやや下回った（達成率60％以上80％未満）"),
        ("poor", "×", None, "目標を大きく下回った（達成率60％未満）"),
    ),
}


def add_scales(apps, schema_editor):
    scales = apps.get_model("progress", "RatingScale").objects
    ratings = apps.get_model("progress", "Rating").objects
    if not scales.exists():
        return
    for name, rows in SCALES.items():
        scale, is_new = scales.get_or_create(name=name)
        for order, (code, label, minimum, description) in enumerate(rows if is_new else (), 1):
            ratings.create(
                scale=scale,
                order=order,
                code=code,
                label=label,
                minimum=minimum,
                description=description,
            )


class Migration(migrations.Migration):
    dependencies = [("progress", "0004_committee_register")]

    operations = [migrations.RunPython(add_scales, migrations.RunPython.noop)]
