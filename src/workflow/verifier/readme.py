"""The words that lie in every bundle: what it is and how to open it. They are part of the format, byte by byte."""

README = """\
积分上报包 / A filing of points

这是一个党支部（或其他单位）向上级上报积分的文件包。任何 ZIP 工具都能打开它，里面全部是文本。
  filing.json      上报的内容：积分事项、得分、等次、结果、异议未决清单、未申报人员、一票否决
  scheme.toml      本周期所依据的积分细则全文
  events.jsonl     台账的每一条记录，从第 0 条起，一行一条，一字不改，个人签名也在其中
  checkpoint.txt   台账的签名：有多少条记录，以及它们的散列树的根
  consistency.json （如有）证明本台账是上次上报的台账的延续
  manifest.json    以上各部分的清单与 SHA-256
核查：持有可信密钥文件（trust.json）的人运行
  jifen filing verify 本文件 --trust trust.json
核查不需要数据库，也不需要网络：它重新计算每一个散列值、每一个得分和等次，并逐条核对程序。
姓名和说明文字不在包内：人员以编号表示，文字已加密。

This is what a branch (or another unit) filed with the unit above it. Any ZIP tool opens it, and all in it is text.
  filing.json      what was filed: claims, scores, grades, outcomes, what is contested, who said nothing, vetoes
  scheme.toml      the whole text of the scheme that the cycle is scored by
  events.jsonl     every entry of the ledger from position 0 on, one a line, exactly as it is stored, with its signature
  checkpoint.txt   the ledger's signature: how many entries there are, and the root of the tree of their hashes
  consistency.json (if there) the proof that the ledger goes on from the one last filed
  manifest.json    the list of these parts with their SHA-256
To check it, whoever holds a trust file runs
  jifen filing verify THIS-FILE --trust trust.json
That takes no database and no network: every hash, score and grade is computed anew, every step of the process replayed.
Names and free texts are not in here: persons stand by their ids, texts are encrypted.
"""
