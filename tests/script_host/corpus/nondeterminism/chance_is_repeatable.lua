-- expect: completed
math.randomseed(1) local a = math.random(1000) math.randomseed(1) return math.random(1000) == a
