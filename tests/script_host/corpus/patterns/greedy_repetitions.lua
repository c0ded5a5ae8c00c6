-- expect: instructions
return ("x"):rep(5000):find(("x*"):rep(8) .. "y")
