-- expect: instructions
for _ in ("x"):rep(100000):gmatch("x*x*x*y") do end
