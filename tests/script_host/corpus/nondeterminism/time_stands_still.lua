-- expect: completed
local before = os.time() for _ = 1, 10000 do end return os.time() == before
