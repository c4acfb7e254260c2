"""What a picture shows, as a sentence: made of what the drawing put into it, so that a text never tells of what is not there."""

_HOURS = {"morning": "朝", "noon": "昼", "dusk": "夕暮れ", "night": "夜"}
_SKIES = {"morning": "朝の光のなか、", "noon": "よく晴れた昼、", "dusk": "夕焼けの空の下、", "night": "月の夜、"}
_PANES = {"morning": "朝の光が入る", "noon": "昼の日ざしが入る", "dusk": "夕焼けの見える", "night": "夜の"}
_TREES = {"spring": "若葉の", "summer": "緑の濃い", "autumn": "色づいた", "winter": "葉を落とした"}
_BANKS = {"spring": "若草の", "summer": "緑の", "autumn": "秋の色の", "winter": "冬枯れの"}
_RICE = {"spring": "水を張った", "summer": "青々とした", "autumn": "黄金色の", "winter": "刈り取りの終わった"}
_HILLS = {"spring": "春の", "summer": "夏の", "autumn": "色づいた", "winter": "雪の"}
_COUNT = {1: "一人", 2: "二人", 3: "三人"}

# By motif, sentences of which the picture's own number chooses one. {who} is how many walk or work there.
TOLD = {
    "zelkova": ("{sky}{trees}ケヤキ並木の遊歩道を{who}が歩く絵", "{trees}ケヤキが両側に並ぶ{hour}の道と、そこを行く{who}の絵",
                "{hour}の定禅寺通。{trees}ケヤキの間の道に{who}がいて、手前にベンチが見える絵"),
    "river": ("{sky}広瀬川に橋がかかり、{banks}川岸に{who}が立つ絵", "{hour}の広瀬川と橋、{banks}岸辺の{who}、奥の街並みの絵",
              "橋の下を流れる{hour}の広瀬川を、{banks}岸から{who}が眺める絵"),
    "station": ("{hour}の仙台駅を正面に、広い歩道橋の上を{who}が行き交う絵", "{sky}仙台駅前の歩道橋を{who}が歩く絵"),
    "tanabata": ("{hour}のアーケードに七夕の吹き流しが下がり、その下を{who}が歩く絵", "色とりどりの七夕飾りの下、{hour}のアーケードを行く{who}の絵"),
    "pageant": ("冬の{hour}、木々に無数の灯りがともる通りを{who}が歩く絵{snow}", "小さな灯りに包まれた並木と、{hour}の道を行く{who}の絵{snow}"),
    "snow": ("雪の降る{hour}、屋根に雪の積もった通りを{who}が歩く絵", "雪の{hour}。白い屋根の家の間の道に、傘をさす人のいる絵",
             "{hour}の雪の通りと遠い山並み。足跡のついた道を{who}が行く絵"),
    "market": ("{hour}の朝市。縞の日よけの下に野菜と果物が積まれ、店の人が立つ絵{guest}", "野菜と果物の箱が並ぶ店先に、前掛けの店の人がいる{hour}の朝市の絵{guest}"),
    "factory": ("部品箱の並ぶ工場の作業台で、{who}が小さなセンサーを組み立てる絵", "{hour}の工場の作業台に向かう{who}と、レンズの灯り、小さなセンサーの絵",
                "{pane}工場。色分けした部品箱の前で{who}がセンサーを作る絵"),
    "port": ("{sky}港のクレーンと貨物船、白い冷蔵倉庫の前に{who}が立つ絵", "{hour}の港。冷蔵倉庫にトラックが着き、{who}がそばにいる絵",
             "貨物船とクレーンの見える{hour}の岸壁で、保冷車と{who}が倉庫の前にいる絵"),
    "field": ("{sky}{rice}田んぼに太陽光パネルが並び、農道に{who}が立つ絵", "山を背に、{rice}田んぼと太陽光パネル、{hour}の農道を行く{who}の絵",
              "{hour}の田園。{rice}田んぼの脇に太陽光パネルの列が続き、{who}がいる絵"),
    "desk": ("{pane}部屋。窓の外に街が見え、{who}が{tool}の置かれた机に向かう絵", "街の見える窓辺の机に{who}が座り、{tool}と観葉植物が並ぶ{hour}の部屋の絵",
             "{hour}の窓辺。{tool}と電気スタンドのある机に{who}が向かう絵"),
    "woodwork": ("木工の工房で、かんなとかんなくずの広がる台に{who}が向かう絵。{piece}が見える", "壁にのこぎりの掛かる{hour}の工房。{who}の前の台に、かんなと{piece}がある絵",
                 "{pane}木工の工房に{who}がいて、台にかんなと{piece}が置かれた絵"),
    "windmill": ("{sky}{hills}尾根に風車が並び、ふもとの道に{who}が立つ絵", "{hills}山並みに白い風車が立ち、{hour}の道を{who}が歩く絵"),
    "sea": ("{sky}松の島と漁船の浮かぶ海を前に、岸壁に{who}が立つ絵", "{hour}の漁港。小さな船と灯台、岸壁の{who}と積まれた箱の絵",
            "松の島が浮かぶ{hour}の海に漁船が二そう、岸に{who}がいる絵"),
    "hall": ("{room}で、街の映る画面のそばに{stage}が座り、客席から人々が見る絵", "街の絵を映した画面と、壇上の{stage}、聞き入る人たちの後ろ姿の絵",
             "{room}の壇上に{stage}、手前に客席の人たちの背中が並ぶ絵"),
    "train": ("新幹線の窓ぎわに一人が座り、{hour}の山と田園が流れる絵。卓に{meal}", "{hour}の山並みを映す新幹線の窓と、{meal}を前に座る人の絵"),
    "kitchen": ("{pane}台所で、{dish}を囲んで{who}が食卓に着く絵", "ランプの下の食卓に{dish}が置かれ、{who}が座る{hour}の台所の絵",
                "{hour}の台所。瓶の並ぶ棚を背に、{who}が{dish}を囲む絵"),
    "subway": ("地下鉄のホームに{line}の帯の電車が着き、{who}が待つ絵", "ホームの柵の向こうに{line}の帯の地下鉄が停まり、{who}が立つ絵",
               "まっすぐ続く地下鉄のホームで、{line}の帯の電車のそばに{who}がいる絵"),
    "care": ("木の見える{hour}の窓のそばで、職員がお年寄りの手を取って話す絵", "{pane}部屋で、青緑の服の職員と白髪のお年寄りが手を重ねる絵",
             "カーテンのある{hour}の部屋で、職員とお年寄りが向かい合って手を握る絵"),
    "lab": ("{pane}研究室で、白衣の{who}が色のついた試料と顕微鏡を前にする絵", "顕微鏡とフラスコの並ぶ台の前に、白衣の{who}が立つ絵",
            "棚に薬品の並ぶ{hour}の研究室。白衣の{who}が試験管を手にする絵"),
    "masonry": ("{sky}切り石と石灯籠の並ぶ石工場に{who}が立つ絵", "積まれた切り石、のみと木づち、石灯籠のそばに{who}がいる{hour}の絵"),
    "studio": ("壁に図案の紙が並ぶ仕事場で、{who}が色見本と大きな紙に向かう絵", "{pane}デザインの仕事場に{who}がいて、机に色見本と鉛筆立てのある絵"),
    "farm": ("{sky}ねぎのうねが続く畑に{who}が立ち、収穫の箱が積まれた絵", "温室とねぎ畑、野菜の箱が見える{hour}の農園を{who}が歩く絵"),
    "forest": ("杉の林に切った丸太が積まれ、{who}が苗のそばに立つ{hour}の絵", "{sky}杉の幹が並ぶ山で、丸太の山と{who}を描いた絵"),
    "canteen": ("大鍋の並ぶ台所で、頭巾と前掛けの{who}が弁当を詰める絵", "弁当箱がずらりと並ぶ台の前に、前掛けの{who}が立つ絵。奥に大鍋"),
    "seadata": ("{pane}海の見える部屋で、{who}が波の数字の画面と観測ブイを前にする絵", "窓に船の浮かぶ海。{who}の机にパソコンと魚の箱、ブイのある絵"),
    "hotel": ("鍵の棚を背に、ホテルの受付に{who}が立つ絵。手前に旅行かばん", "{pane}ホテルの受付。呼び鈴の置かれた台に{who}が立つ絵"),
    "software": ("{hour}の仕事場。付せんの板の前で、{who}がプログラムの画面に向かう絵", "街の見える{hour}の仕事場。二つの画面と付せんの板、{who}の絵"),
    "nets": ("海辺に浮き玉の付いた網が掛けられ、{who}が手入れをする{hour}の絵", "{sky}港に干された網とオレンジの浮き玉、緑の船と{who}の絵"),
    "callcentre": ("ヘッドセットの{who}が、画面と仕切りの並ぶ席で応対する絵", "{pane}仕事場で、ヘッドセットを付けた{who}が画面に向かう絵"),
    "robots": ("箱の流れる台のそばで、作業着の{who}とロボットの腕が並ぶ絵", "{pane}試験場。箱をつまむロボットの腕を、作業着の{who}が確かめる絵", "オレンジの関節のロボットの腕と作業着の{who}、箱の並ぶ台の絵"),
    "ledger": ("色分けした書類の棚の前で、{who}が帳簿と電卓に向かう絵", "机に帳簿と電卓、領収書が並び、{who}がいる{hour}の部屋の絵"),
    "engawa": ("瓦屋根の古い家の縁側と庭の木。庭に{who}が立つ{hour}の絵", "{sky}縁側と障子のある家の庭を{who}が歩く絵"),
    "editing": ("壁に誌面の並ぶ編集室で、{who}が開いた冊子とカメラを前にする絵", "{pane}編集室。{who}の机に冊子の束とカメラ、赤い鉛筆のある絵"),
    "brewery": ("大きな木桶の並ぶ蔵で、頭巾の{who}が湯気の立つ麹の箱を前にする絵", "木桶を背に、前掛けの{who}と麹の箱、味噌の瓶が並ぶ絵", "{pane}蔵。白い湯気の上がる麹の箱と、三つの木桶、{who}の絵"),
    "training": ("図を描いた板の前で一人が話し、聞き手の後ろ姿とカメラが並ぶ絵", "{pane}教室で一人が図を前に教え、手前で三人が聞く絵"),
    "pantry": ("雪景色の窓のそばで、{who}が保存食の瓶と試食の皿を囲む絵", "棚にも台にも保存食の瓶。窓の外は雪で、{who}が味をみる絵"),
    "wafers": ("白衣の{who}のそばに検査装置と波形の画面、台に円い基板が並ぶ絵", "円い基板の並ぶ台と検査装置、波形の画面を前にした白衣の{who}の絵"),
    "caretech": ("談話室で、白髪のお年寄りと職員が卓上のタブレットを前に座る絵", "木の見える窓のそばで、職員がお年寄りにタブレットを見せる絵", "{pane}談話室。湯のみとタブレットを間に、職員とお年寄りが並ぶ絵"),
    "machining": ("旋盤のそばに帽子と作業着の{who}が立ち、台に歯車と部品が並ぶ絵", "{pane}工場。金属の棒を削る旋盤と、作業着の{who}、歯車の絵"),
    "recycling": ("分けて固めた樹脂の山を背に、ヘルメットの{who}が選別台に立つ絵", "色とりどりの樹脂の破片が流れる台と、ヘルメットの{who}の絵"),
    "crackers": ("赤く光る窯の前で、頭巾の{who}が焼けたせんべいの盆を前にする絵", "{pane}菓子工場。せんべいの並ぶ盆と袋、前掛けの{who}の絵"),
    "scaffolding": ("足場と赤い筋交いの付いた建物の前に{who}が立つ{hour}の工事現場の絵", "{sky}補強中の建物と足場、手前に円すいの並ぶ現場に{who}がいる絵"),
    "minibus": ("山の見える住宅地で、小さなバスが停留所に着き{who}が待つ絵", "{sky}家並みの前を行く小型バスと、停留所に立つ{who}の絵"),
    "kitchenware": ("鍋やざるの下がる店で、前掛けの{who}が包丁と鍋の並ぶ台に立つ絵", "天井から鍋とざるがつるされた道具店に{who}がいる絵"),
    "onsen": ("{sky}湯気の立つ露天の湯と、のれんの掛かった二階建ての宿、{who}の絵", "山あいの{hour}の湯宿。のれんの前を{who}が歩き、湯から湯気が上がる絵"),
    "wiring": ("分電盤とはしごのある部屋で、ヘルメットの{who}が電線を前にする絵", "ヘルメットの{who}と分電盤、台に巻いた電線と電球が並ぶ絵"),
    "printing": ("四色の印刷機の前に前掛けの{who}が立ち、紙の束が積まれた絵", "{pane}印刷所。四色の印刷機と刷り上がった紙、{who}の絵"),
    "nursery": ("積み木のある保育室で、前掛けの保育者と二人の子どもが並ぶ絵", "壁に子どもの絵が下がる部屋で、保育者と子ども二人が過ごす絵"),
    "weaving": ("縞の布を織る機のそばに{who}がいて、糸巻きと反物が並ぶ絵", "{pane}織物工場。色糸の張られた織機と{who}、巻いた布の絵"),
}

_AGES = ((30, "20代"), (40, "30代"), (50, "40代"), (60, "50代"))
_HAIR = {
    "bob": "おかっぱ", "long": "長い髪", "fringe": "前髪のある長い髪", "wavy": "波打つ髪", "bun": "お団子の髪", "pony": "高く結んだ髪",
    "flip": "外にはねた髪", "pixie": "短い髪", "tied": "後ろで結んだ髪", "crop": "短い髪", "side": "横分けの髪", "spiky": "立てた短い髪",
    "centre": "真ん中で分けた髪", "buzz": "丸刈り", "thin": "額の広い髪型", "curly": "巻き毛",
}
_GLASSES = {"none": "", "round": "丸い眼鏡", "square": "四角い眼鏡", "thin": "細い縁の眼鏡", "red": "赤い眼鏡"}
_BEARDS = {"none": "", "stubble": "", "full": "あごひげ", "goatee": "短いあごひげ", "moustache": "口ひげ"}
_CLOTHES = {
    "jacket": "上着", "tie": "スーツ", "work": "作業着", "roll": "首の高いセーター", "crew": "セーター", "hoodie": "パーカー", "shirt": "シャツ",
    "check": "格子のシャツ", "tee": "Tシャツ", "blouse": "ブラウス", "apron": "前掛け", "overall": "つなぎ", "care": "介護の制服",
    "parka": "防寒着", "cardigan": "カーディガン", "lab": "白衣", "vest": "反射ベスト",
}
_MOODS = {"smile": "ほほえむ", "beam": "目を細めて笑う", "laugh": "口を開けて笑う", "calm": "こちらを見る", "think": "考えごとをする"}
_BEHIND = {
    "factory": "工場の部品箱", "market": "朝市の店先", "care": "木の見える窓", "port": "港のクレーンと冷蔵倉庫", "zelkova": "ケヤキ並木",
    "field": "田んぼと太陽光パネル", "desk": "街の見える窓", "river": "広瀬川の橋", "station": "仙台駅", "sea": "漁港の海",
}
_HATS = {"cap": "帽子", "beanie": "毛糸の帽子", "headscarf": "頭巾"}


def scene(motif, light, seen, number):
    """The sentence of a cover or a poster; `number` chooses among the wordings."""
    people = seen.get("walker", 0) + (0 if motif in ("hall", "market") else seen.get("bust", 0))
    words = {
        "hour": _HOURS[light.hour], "sky": _SKIES[light.hour], "pane": _PANES[light.hour], "trees": _TREES[light.season],
        "banks": _BANKS[light.season], "rice": _RICE[light.season], "hills": _HILLS[light.season],
        "who": _COUNT.get(people, "人々"), "stage": {1: "話し手一人", 2: "話し手二人"}.get(seen.get("bust", 0), "話し手"),
        "snow": "。雪が舞う" if seen.get("snow") else "", "guest": "。手前に客の後ろ姿" if seen.get("behind") else "",
        "tool": "ノートパソコン" if seen.get("laptop") else "画面", "room": "明るい部屋の会場" if seen.get("loft") else "幕の下りた会場",
        "line": next((word for word in ("水色", "緑", "橙", "青") if seen.get(word)), "明るい色"),
        "piece": next((word for key, word in (("stool", "丸椅子"), ("dolls", "こけし"), ("box", "木の箱")) if seen.get(key)), "木の板"),
        "meal": "ノートパソコン" if seen.get("laptop") else "弁当", "dish": "芋煮の鍋" if seen.get("pot") else "料理の皿と汁椀",
    }
    wordings = TOLD[motif]
    return wordings[number % len(wordings)].format(**words)


def person(face, motif=None):
    """The sentence of a portrait."""
    age = next((word for limit, word in _AGES if face.age < limit), "60代")
    head = _HATS.get(face.extra) or _HAIR[face.hair]
    looks = "、".join(word for word in (head, _GLASSES[face.glasses], _BEARDS[face.beard]) if word)
    who = f"{looks}の{age}の{'男性' if face.sex == 'm' else '女性'}が、{_CLOTHES[face.clothes]}姿で{_MOODS[face.mood]}絵"
    return who + (f"。後ろに{_BEHIND[motif]}" if motif else "")
