-- expect: completed
return (load("goto x local a ::x:: return a"))
