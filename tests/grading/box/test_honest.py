"""What lessons do as a matter of course, done in a box: it all works as in a student's own kernel."""

from __future__ import annotations

import pytest

from tests.grading.box.conftest import ABIS
from tests.grading.box.walls import Walls

pytestmark = pytest.mark.sandbox

HONEST = {
    "numpy": (
        """
import numpy
print((numpy.eye(200) @ numpy.ones((200, 200))).sum(), numpy.linalg.det(numpy.eye(50)))
""",
        "40000.0 1.0\n",
    ),
    "random numbers": (
        """
import numpy, random
random.random()
numpy.random.default_rng().random()
print(len(os.urandom(4)))
""",
        "4\n",
    ),
    "tables": (
        """
import pandas
table = pandas.DataFrame({'a': [1, 2, 2], 'b': ['x', 'y', 'z']})
table.to_csv('t.csv', index=False)
print(pandas.read_csv('t.csv').groupby('a').size().to_dict())
""",
        "{1: 1, 2: 2}\n",
    ),
    "plots": (
        """
import matplotlib.pyplot as plt
figure, axes = plt.subplots()
axes.plot([1, 2])
axes.set_title('Größe $x^2$ → Ω')
figure.savefig('p.png')
figure.savefig('p.svg')
print(open('p.png', 'rb').read(4)[1:], os.path.getsize('p.svg') > 1000)
""",
        "b'PNG' True\n",
    ),
    "threads": (
        """
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(8) as pool:
    print(sum(pool.map(abs, range(-9, 0))))
""",
        "45\n",
    ),
    "asyncio": (
        """
import asyncio
async def f():
    await asyncio.sleep(0.001)
    return 5
print(asyncio.run(f()))
""",
        "5\n",
    ),
    "sqlite": (
        """
import sqlite3
base = sqlite3.connect('b.db')
base.execute('create table t (a)')
base.execute('insert into t values (3)')
base.commit()
base.execute('pragma journal_mode=wal').fetchall()
print(base.execute('select a from t').fetchall())
""",
        "[(3,)]\n",
    ),
    "temporary files": (
        """
import tempfile
with tempfile.NamedTemporaryFile('w+') as f:
    f.write('x')
with tempfile.TemporaryDirectory() as d:
    open(d + '/y', 'w')
print(os.listdir('.'))
""",
        "[]\n",
    ),
    "time zones": (
        """
from zoneinfo import ZoneInfo
from datetime import datetime
print(datetime(2026, 7, 1, 12, tzinfo=ZoneInfo('Asia/Tokyo')).utcoffset())
""",
        "9:00:00\n",
    ),
    "the clock": (
        """
import time
time.sleep(0.001)
time.localtime()
print(time.time() > 0 and time.perf_counter() > 0)
""",
        "True\n",
    ),
    "the locale": (
        """
import locale
print(locale.setlocale(locale.LC_ALL, ''))
""",
        "C.UTF-8\n",
    ),
    "a library not loaded before": (
        """
import colorsys
print(colorsys.__name__)
""",
        "colorsys\n",
    ),
    "a package not loaded before": (
        """
import jinja2
print(jinja2.Template('{{ 1 + 1 }}').render())
""",
        "2\n",
    ),
    "copies": (
        """
import shutil
open('a', 'w').write('x')
shutil.copy('a', 'b')
shutil.copy2('a', 'c')
shutil.copytree('.', 'sub/d')
shutil.move('b', 'sub/b')
os.rename('c', 'sub/c')
print(sorted(os.listdir('sub')))
shutil.rmtree('sub')
print(os.listdir())
""",
        "['b', 'c', 'd']\n['a']\n",
    ),
    "archives": (
        """
import zipfile, tarfile
open('a', 'w').write('x')
with zipfile.ZipFile('z.zip', 'w') as file:
    file.write('a')
with tarfile.open('t.tgz', 'w:gz') as file:
    file.add('a')
zipfile.ZipFile('z.zip').extractall('out')
tarfile.open('t.tgz').extractall('out2', filter='data')
print(os.listdir('out'), os.listdir('out2'))
""",
        "['a'] ['a']\n",
    ),
    "alarms": (
        """
import signal
def ring(*_):
    raise TimeoutError('rang')
signal.signal(signal.SIGALRM, ring)
signal.setitimer(signal.ITIMER_REAL, 0.001)
try:
    signal.pause()
except TimeoutError as e:
    print(e)
""",
        "rang\n",
    ),
    "signals to itself": (
        """
signal.signal(signal.SIGUSR1, lambda *_: print('heard'))
signal.raise_signal(signal.SIGUSR1)
os.kill(os.getpid(), 0)
""",
        "heard\n",
    ),
    "pickles and hashes": (
        """
import pickle, hashlib, json
print(pickle.loads(pickle.dumps({1: 'a'})), hashlib.sha256(b'').hexdigest()[:4])
""",
        "{1: 'a'} e3b0\n",
    ),
    "home": (
        """
print(Path('~/x').expanduser().is_relative_to(Path.cwd().parent))
""",
        "True\n",
    ),
    "cores": (
        """
print(os.cpu_count() >= 1)
""",
        "True\n",
    ),
    "nothing": (
        """
open('/dev/null', 'w').write('x')
print(open('/dev/zero', 'rb').read(2))
""",
        "b'\\x00\\x00'\n",
    ),
}


@pytest.mark.parametrize("abi", ABIS)
@pytest.mark.parametrize("name", HONEST)
def test_honest_code_works(libraries: Walls, name: str, abi: int) -> None:
    code, says = HONEST[name]
    ended = libraries(code, abi=abi)
    if name == "copies" and abi == 1:  # the first Landlock moves nothing from one folder to another by rename
        assert "Errno 18" in ended.error
        return
    assert (ended.out, ended.error) == (says, "")
