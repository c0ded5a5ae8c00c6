-- expect: failed
_G.pairs = nil for _ in pairs { 1 } do error "still there" end
