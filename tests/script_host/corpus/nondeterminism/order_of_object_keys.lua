-- expect: failed
for _ in pairs { [{}] = 1, [print] = 2 } do end
