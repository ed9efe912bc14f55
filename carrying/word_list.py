"""Words to read aloud: a short fingerprint of a key, and passphrases.

The list is a choice of short, friendly words from the English list of BIP 39 (Marek Palatinus and others, MIT licence). No two
share their first four letters. Its order is part of the file format: words are only ever compared by people, never read back.
"""

from __future__ import annotations

import secrets

_LIST = """
acorn actor album almond alpha amber anchor angle animal ankle apple april arch arctic arena arrow
artist atlas atom august autumn badge bamboo banana banner barrel basket beach bean bench berry bike
bird blouse blue boat book bounce box brain branch brass brave bread breeze brick bridge bright
bronze broom brown brush bubble bucket bulb bundle bus butter cabin cable cactus cake camel camp
canal candy canoe canvas canyon cargo carpet carrot castle cave celery cereal chair chalk cheese
cherry chess circle city clay clever cliff clock cloth cloud clover coach coast coffee coin color
comet comic copper coral corn cotton couch cousin cradle craft crane crater cream creek crisp cube
cup curve cycle dance dawn deer desert desk dial diary dice dinner dish donkey door dove dragon
dream dress drift drum duck dune eagle earth easel east echo edge egg eight elbow engine essay
fabric falcon family farm fern fiber field film finger fire fish flag flame flavor float flock floor
flower flute foam fog forest fork fossil fox frame fresh friend frog frost frozen fruit gadget
galaxy game garage garden garlic gate gentle giant gift ginger glass globe glove glow glue goat gold
goose grain grape grass green grid guitar hammer harbor hawk hazel helmet hen hill hockey honey horn
horse hotel humble humor ice icon idea igloo insect island ivory jacket jaguar jar jazz jeans jelly
jewel joke juice jungle junior kettle key kite kitten kiwi koala ladder lake lamp laptop lava lawn
layer leaf legend lemon lesson letter lift light lily lime lion lizard lotus lucky lunar lunch
lyrics magnet mango maple marble march market mask match meadow medal melody menu metal milk minute
mirror model monkey moon mosaic mother motor mouse muffin museum music napkin nature needle nest net
night noble noodle north novel nut oak oasis ocean olive onion opera orange orbit otter oval owl
oxygen oyster ozone paddle page palace palm panda panel paper parade park parrot pasta path peach
peanut pear pen pencil pepper phone photo piano picnic pigeon pilot pink pipe pizza planet plate
pocket poem poet polar pond pony pool potato powder puddle pupil puppy purple puzzle quick quiz
rabbit radar radio rail rain raven recipe red reef ribbon rice rider ring river road robin robot
rocket roof rope rose round royal rubber rug ruler saddle sail salad salmon salt sand satin sauce
scarf school scout sea season seat seed seven shadow shell ship shoe silk silver sister skate ski
skirt sleigh slide smile snail snow soap soccer sock soft solar song soup south space spark spice
spider spiral spoon spring square stable stairs stamp star steam stone stool story stove straw
street studio summer sun sunset surfer swan sweet swift symbol table tape taxi tea tennis tent thumb
ticket tide tiger timber toast tomato topic torch tower toy track trail travel tree trick trophy
truck tulip tuna turtle twelve twin uncle valley velvet video violin vivid voice voyage wagon walnut
water wave west whale wheat wheel wild willow window wing winter wire wolf wood wool word world yard
zebra zero zone
"""
WORDS = tuple(_LIST.split())
"""512 words: nine bits each."""

FINGERPRINT_WORDS = 4
PASSPHRASE_WORDS = 6
BITS = 9


def fingerprint_words(fingerprint: str) -> str:
    """The first 36 bits of a fingerprint (hexadecimal) as four words, to compare by eye or ear: `amber-river-stone-kite`."""
    number = int(fingerprint[:16], 16) >> 64 - BITS * FINGERPRINT_WORDS
    places = range(FINGERPRINT_WORDS - 1, -1, -1)
    return "-".join(WORDS[number >> BITS * place & 511] for place in places)


def new_passphrase() -> str:
    """A passphrase of six random words (54 bits, behind Argon2id)."""
    return " ".join(secrets.choice(WORDS) for _ in range(PASSPHRASE_WORDS))
