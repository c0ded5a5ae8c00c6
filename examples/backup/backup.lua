-- Packs a folder, notes its checksum, and copies both over a slow line.
return wf.workflow {
  name = "backup",
  summary = "Packs a folder, notes its checksum, and copies both away.",
  params = {
    folder = wf.string { default = "data", summary = "what to pack" },
    to = wf.string { default = "away", summary = "where the copy goes" },
  },
  run = function(p)
    local archive = p.folder .. ".tgz"
    wf.exec { "tar", "--create", "--gzip", "--file", archive, p.folder, name = "pack" }
    local sum = wf.exec { "sha256sum", archive, name = "checksum" }.stdout:match "^%x+"
    wf.exec { "mkdir", "-p", p.to, name = "make room" }
    wf.exec {
      "sh",
      "-c",
      'sleep 3; cp "$1" "$2"',
      "sh",
      archive,
      p.to,
      name = "upload",
      timeout = "1m",
      retry = { attempts = 3, first = "1s" },
    }
    wf.emit("backup.made", { subject = p.folder, data = { archive = archive, sha256 = sum } })
    return { archive = archive, sha256 = sum }
  end,
}
