# %%
import asyncio

print("prepared")


async def forever():
    while True:
        try:
            await asyncio.sleep(0.01)
        except BaseException:
            continue


tasks = []
try:
    tasks = [asyncio.ensure_future(forever()) for _ in range(10)]
except RuntimeError as error:
    print("no loop here:", error)
await asyncio.sleep(0.05)

# %%
loop = asyncio.get_event_loop()
loop.stop()
try:
    loop.close()
except RuntimeError as error:
    print("refused:", error)
asyncio.set_event_loop(None)
