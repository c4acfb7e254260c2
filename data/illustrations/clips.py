#!/usr/bin/env python3
"""Film the clips of four videos: the camera moves over the site's drawings, while figures appear and subtitles run.

    data/illustrations/clips.py            write what differs
    data/illustrations/clips.py FOLDER …   only these, by their folders below content/
    data/illustrations/clips.py --check    write nothing; leave with 1 if something differs

`clips.toml` says what is seen and said. A clip lies beside its page: clip.mp4 (H.264 baseline, its index first), clip.webm
(VP9) and captions.vtt. How long each line stands follows from its letters, so the script prints the length and the times
of the chapters that the page's front matter has to have. There are no voices; the sound is a soft music box, reckoned here.

That needs `ffmpeg` with libx264 and libvpx, `rsvg-convert` and the font Noto Sans CJK JP (Debian: ffmpeg, librsvg2-bin,
fonts-noto-cjk), and a few minutes of one core. Their bytes differ between versions, so `filmed.json` keeps the digest of
what was filmed, and that decides whether a clip is up to date.
"""

import argparse
import hashlib
import json
import math
import subprocess
import sys
import tempfile
import tomllib
import wave
from array import array
from dataclasses import dataclass
from html import escape
from pathlib import Path

sys.dont_write_bytecode = True  # A run leaves nothing behind but clips.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from kit import frame, front  # noqa: E402
from kit.dice import Dice  # noqa: E402

HERE = Path(__file__).resolve().parent
SITE = HERE.parents[1]
LEDGER = HERE / "filmed.json"
WIDTH_PX, HEIGHT_PX, RATE = 1280, 720, 20
DRAWN_PX = 1600
FADE_S = 0.5
MUSIC_ALONE_S = 1.6
MOVE_S = 3
HEAVIEST_BYTES = 1_450_000
SAMPLES = 22_050
FONT = "Noto Sans CJK JP"
NIGHT, CREAM, SUN, RAIL = "#14243f", "#fdf8ee", "#ffc542", "#3f9c79"
# The edition of the script: one that films otherwise films everything anew.
EDITION = 1


@dataclass(frozen=True)
class Cue:
    """A subtitle, in seconds from the beginning of its clip."""

    start: float
    end: float
    who: str
    text: str


@dataclass(frozen=True)
class Scene:
    """A scene with its place in time; `start` and `seconds` are whole."""

    data: dict
    start: int
    seconds: int
    cues: tuple


def scenes_of(clip):
    """The scenes of a clip with their times."""
    made, start = [], 0
    for data in clip["scenes"]:
        # The first words wait until one has read the name of the scene and heard the music.
        cues, at = [], start + (0.6 if start else MUSIC_ALONE_S + 0.1)
        for who, text in data["says"]:
            # About seven letters a second, and a moment to look up.
            end = at + max(2.4, len(text) * 0.135 + 0.8)
            cues.append(Cue(at, end - 0.1, who, text))
            at = end
        seconds = math.ceil(at + 0.3 - start)
        made.append(Scene(data, start, seconds, tuple(cues)))
        start += seconds
    return made


def stamp(seconds):
    """A time as WebVTT writes it."""
    ms = round(seconds * 1000)
    return f"{ms // 60_000:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


def captions(scenes):
    """The subtitles as WebVTT; the sound is told of once, for those who do not hear it."""
    text = f"WEBVTT\n\n{stamp(0)} --> {stamp(MUSIC_ALONE_S)}\n（静かな音楽）\n"
    for cue in (cue for scene in scenes for cue in scene.cues):
        text += f"\n{stamp(cue.start)} --> {stamp(cue.end)}\n<v {cue.who}>{cue.text}\n"
    return text


def clock(seconds):
    """A time as chapters have it."""
    return f"{seconds // 60}:{seconds % 60:02}"


def told(scenes):
    """What the front matter has to say of length and chapters."""
    total = scenes[-1].start + scenes[-1].seconds
    length = "PT" + (f"{total // 60}M" if total >= 60 else "") + (f"{total % 60}S" if total % 60 else "")
    return length, [{"at": clock(scene.start), "title": scene.data["chapter"]} for scene in scenes]


def page_faults(clip, scenes):
    """Where the page says otherwise than its clip."""
    page = SITE / "content" / clip["folder"] / "index.md"
    extra = front.table(front.read(page.read_text(encoding="utf-8")), "extra")
    length, chapters = told(scenes)
    if extra.get("duration") == length and extra.get("chapters") == chapters:
        return []
    rows = "".join(f'  {{ at = "{row["at"]}", title = "{row["title"]}" }},\n' for row in chapters)
    return [f'{page.relative_to(SITE)} has to say:\nduration = "{length}"\nchapters = [\n{rows}]']


def svg(shapes, width=WIDTH_PX, height=HEIGHT_PX):
    """A layer with nothing behind its shapes."""
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'font-family="{FONT}" font-weight="700">{shapes}</svg>')


def letters(text, x, y, size, fill=CREAM, anchor="start"):
    """A line of text."""
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}" text-anchor="{anchor}">{escape(text)}</text>'


def width_of(text, size):
    """About how wide a text is: Latin letters and figures are narrower than kana."""
    return sum(size * (0.6 if ord(letter) < 0x2000 else 1) for letter in text)


def title_layer(text, top):
    """The name of a scene on a board at the left."""
    wide = width_of(text, 38) + 72
    return svg(f'<rect x="48" y="{top}" width="{wide:.0f}" height="76" rx="12" fill="{NIGHT}"/>'
               f'<rect x="48" y="{top + 66}" width="{wide:.0f}" height="10" rx="5" fill="{RAIL}"/>'
               + letters(text, 84, top + 50, 38))


def figure_layer(number, note, place, side):
    """A number on a ticket at a side, with what it is; `place` counts tickets from the top."""
    wide = max(width_of(number, 76), width_of(note, 28)) + 80
    left, top = 48 if side == "left" else WIDTH_PX - 56 - wide, 236 + place * 168
    return svg(f'<rect x="{left:.0f}" y="{top}" width="{wide:.0f}" height="152" rx="16" fill="{CREAM}"/>'
               f'<rect x="{left:.0f}" y="{top}" width="14" height="152" rx="7" fill="{SUN}"/>'
               + letters(number, round(left + 46), top + 84, 76, NIGHT) + letters(note, round(left + 48), top + 128, 28, "#565f69"))


def line_layer(stops):
    """The line with its stops, across the top."""
    shapes = f'<rect width="{WIDTH_PX}" height="112" fill="{NIGHT}"/>'
    first, last = stop_x(0, stops), stop_x(len(stops) - 1, stops)
    shapes += f'<rect x="{first}" y="40" width="{last - first}" height="12" fill="{RAIL}"/>'
    for at, name in enumerate(stops):
        x = stop_x(at, stops)
        shapes += f'<circle cx="{x}" cy="46" r="15" fill="{NIGHT}" stroke="{CREAM}" stroke-width="7"/>'
        shapes += letters(name, x, 96, 26, anchor="middle")
    return svg(shapes)


def stop_x(at, stops):
    """Where a stop stands."""
    return round(150 + at * (WIDTH_PX - 300) / (len(stops) - 1))


def layers_of(clip, scene):
    """What lies over the picture: (SVG text, second at which it appears)."""
    stops = clip.get("line")
    layers = [(line_layer(stops), 0)] if stops else []
    layers.append((title_layer(scene.data["chapter"], 140 if stops else 48), 0.4))
    for place, (number, note, line) in enumerate(scene.data["figures"]):
        lit = scene.cues[line].start - scene.start + 0.3 + 0.5 * place
        layers.append((figure_layer(number, note, place, scene.data.get("side", "right")), lit))
    return layers


def drawing(clip, scene):
    """The picture of a scene as SVG text."""
    return frame.cover(scene.data["motif"], Dice(f"{clip['folder']} {scene.data['seed']}"))


def run(*command, given=None):
    """Run a program, quietly unless it fails."""
    done = subprocess.run([str(part) for part in command], input=given, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed:\n{done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout


def rasterise(text, path, width):
    """Write an SVG text as PNG."""
    path.write_bytes(run("rsvg-convert", "--width", width, given=text.encode("utf-8")))


def camera(scene):
    """The filter that moves a window over the picture and comes to rest: what stands costs few bytes, and is read in peace."""
    (x0, y0, w0), (x1, y1, w1) = scene.data["view"]
    share = f"clip(on/{MOVE_S * RATE}\\,0\\,1)"
    eased = f"({share}*{share}*(3-2*{share}))"
    scale = DRAWN_PX / 1200

    def moved(start, end):
        return f"({start * scale:.2f}+({(end - start) * scale:.2f})*{eased})"

    left, top = moved(x0, x1), moved(y0, y1)
    right, bottom = moved(x0 + w0, x1 + w1), moved(y0 + w0 * 9 / 16, y1 + w1 * 9 / 16)
    corners = f"x0={left}:y0={top}:x1={right}:y1={top}:x2={left}:y2={bottom}:x3={right}:y3={bottom}"
    return f"perspective={corners}:interpolation=linear:sense=source:eval=frame,scale={WIDTH_PX}:{HEIGHT_PX}:flags=bicubic"


def film_scene(clip, scene, folder, at):
    """Film one scene without loss, half a second longer than it is, for the next one to come over it."""
    picture, frames = folder / f"{at}.png", round((scene.seconds + FADE_S) * RATE)
    rasterise(drawing(clip, scene), picture, DRAWN_PX)
    # A picture is decoded once and stands for all frames.
    still = f"loop=loop=-1:size=1,setpts=N/({RATE}*TB),trim=end_frame={frames}"
    inputs = ["-framerate", RATE, "-i", picture]
    graph, last = f"[0]format=yuv420p,{still},{camera(scene)}[p0]", "p0"
    layers = layers_of(clip, scene)
    for number, (text, lit) in enumerate(layers, 1):
        layer = folder / f"{at}-{number}.png"
        rasterise(text, layer, WIDTH_PX)
        inputs += ["-framerate", RATE, "-i", layer]
        fade = f",fade=in:st={lit:.2f}:d=0.4:alpha=1" if lit else ""
        graph += f";[{number}]format=yuva420p,{still}{fade}[l{number}];[{last}][l{number}]overlay[p{number}]"
        last = f"p{number}"
    stops = clip.get("line")
    if stops:
        train = folder / "train.png"
        rasterise(svg(f'<circle cx="22" cy="22" r="21" fill="{SUN}" stroke="{NIGHT}" stroke-width="3"/>', 44, 44), train, 44)
        inputs += ["-framerate", RATE, "-i", train]
        start, end = (stop_x(scene.data[key], stops) - 22 for key in ("from", "to"))
        # It rides in the first two seconds.
        graph += f";[{len(layers) + 1}]format=yuva420p,{still}[train];[{last}][train]overlay=x='{start}+({end - start})*min(t/2\\,1)':y=24[p]"
        last = "p"
    out = folder / f"{at}.mkv"
    run("ffmpeg", "-v", "error", "-y", "-threads", 1, "-filter_complex_threads", 1, *inputs, "-filter_complex", graph,
        "-map", f"[{last}]", "-c:v", "libx264", "-qp", 0, "-preset", "ultrafast", "-threads", 1, out)
    return out


def tone(track, start_s, seconds, pitch_hz, loudness, attack_s, sharpness):
    """Add a tone with one overtone that swells and dies away."""
    for at in range(int(seconds * SAMPLES)):
        place = int(start_s * SAMPLES) + at
        if place >= len(track):
            return
        t = at / SAMPLES
        shape = min(t / attack_s, 1) * math.exp(-t * sharpness) * min((seconds - t) * 4, 1)
        wave_at = 2 * math.pi * pitch_hz * t
        track[place] += loudness * shape * (math.sin(wave_at) + 0.18 * math.sin(2 * wave_at))


def music(seconds, dice):
    """A soft music box over slow chords, as numbers from -1 to 1."""
    track = [0.0] * int(seconds * SAMPLES)
    chords = ((261.6, 329.6, 392.0), (220.0, 261.6, 329.6), (174.6, 220.0, 261.6), (196.0, 246.9, 293.7))
    notes = (523.3, 587.3, 659.3, 784.0, 880.0)
    for bar in range(math.ceil(seconds / 4)):
        for pitch in chords[bar % 4]:
            tone(track, bar * 4, 4.4, pitch / 2, 0.05, 1.2, 0.15)
        for beat in (0, 1.5, 2.5, 3):
            if dice.chance(0.7):
                tone(track, bar * 4 + beat, 1.8, dice.pick(notes), 0.06, 0.012, 3.2)
    ends = 1.5 * SAMPLES
    return [value * min(1, at / ends, (len(track) - at) / ends) for at, value in enumerate(track)]


def write_music(path, seconds, seed):
    """Write the music as WAV."""
    samples = array("h", (round(max(-1, min(1, value)) * 32_000) for value in music(seconds, Dice(seed))))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLES)
        file.writeframes(samples.tobytes())


def join(parts, scenes, folder):
    """Lay the scenes behind each other, each coming over the one before."""
    inputs = [word for part in parts for word in ("-i", part)]
    graph, last = "", "0"
    for at, scene in enumerate(scenes[1:], 1):
        graph += f"[{last}][{at}]xfade=transition=fade:duration={FADE_S}:offset={scene.start}[x{at}];"
        last = f"x{at}"
    total = scenes[-1].start + scenes[-1].seconds
    graph += f"[{last}]trim=end={total},format=yuv420p[v]"
    whole = folder / "whole.mkv"
    run("ffmpeg", "-v", "error", "-y", "-threads", 1, *inputs, "-filter_complex", graph, "-map", "[v]",
        "-c:v", "libx264", "-qp", 0, "-preset", "ultrafast", "-threads", 1, whole)
    return whole, total


def encode(whole, sound, total, out, codecs):
    """Encode, worse and worse until it is small enough."""
    for quality in range(codecs["crf"], codecs["crf"] + 15, 3):
        run("ffmpeg", "-v", "error", "-y", "-i", whole, "-i", sound, "-t", total, "-map", "0:v", "-map", "1:a",
            "-map_metadata", -1, "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact",
            "-pix_fmt", "yuv420p", "-g", RATE * 5, "-threads", 1, *codecs["words"], "-crf", quality, out)
        if out.stat().st_size <= HEAVIEST_BYTES:
            return
    raise SystemExit(f"{out} cannot be made small enough")


MP4 = {"crf": 28, "words": ["-c:v", "libx264", "-profile:v", "baseline", "-level", "3.1", "-preset", "medium", "-tune", "animation",
                            "-c:a", "aac", "-b:a", "32k", "-movflags", "+faststart"]}
WEBM = {"crf": 38, "words": ["-c:v", "libvpx-vp9", "-b:v", "0", "-deadline", "realtime", "-cpu-used", "6", "-row-mt", "0",
                             "-c:a", "libopus", "-b:a", "24k"]}


def film(clip, scenes):
    """Film a clip and put it beside its page."""
    page = SITE / "content" / clip["folder"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts = [film_scene(clip, scene, folder, at) for at, scene in enumerate(scenes)]
        whole, total = join(parts, scenes, folder)
        sound = folder / "sound.wav"
        write_music(sound, total, clip["folder"])
        for out, codecs in (("clip.mp4", MP4), ("clip.webm", WEBM)):
            encode(whole, sound, total, folder / out, codecs)
            (page / out).write_bytes((folder / out).read_bytes())


def digest(clip, scenes):
    """What the ledger keeps of what is filmed."""
    seen = [drawing(clip, scene) for scene in scenes]
    text = json.dumps([EDITION, clip, seen], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def differs(clip, scenes, ledger):
    """Whether a file is missing or was made of something else."""
    page = SITE / "content" / clip["folder"]
    words = page / "captions.vtt"
    is_there = all((page / name).exists() for name in ("clip.mp4", "clip.webm"))
    is_said = words.exists() and words.read_text(encoding="utf-8") == captions(scenes)
    return not is_there or not is_said or ledger.get(clip["folder"]) != digest(clip, scenes)


def main():
    """Film or check, and report each clip that differs."""
    parser = argparse.ArgumentParser(description="Film the site's clips.")
    parser.add_argument("--check", action="store_true", help="write nothing; leave with 1 if a clip would change")
    parser.add_argument("folders", nargs="*", help="only these, by their folders below content/")
    args = parser.parse_args()
    clips = tomllib.loads((HERE / "clips.toml").read_text(encoding="utf-8"))["clips"]
    ledger = json.loads(LEDGER.read_text(encoding="utf-8")) if LEDGER.exists() else {}
    faults, changed = [], 0
    for clip in (clip for clip in clips if not args.folders or clip["folder"] in args.folders):
        scenes = scenes_of(clip)
        faults += page_faults(clip, scenes)
        if not differs(clip, scenes, ledger):
            continue
        changed += 1
        print(f"{'would change' if args.check else 'filming'}: {clip['folder']}", flush=True)
        if not args.check:
            film(clip, scenes)
            (SITE / "content" / clip["folder"] / "captions.vtt").write_text(captions(scenes), encoding="utf-8")
            ledger[clip["folder"]] = digest(clip, scenes)
            LEDGER.write_text(json.dumps(ledger, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for fault in faults:
        print(f"fault: {fault}", file=sys.stderr)
    print(f"{len(clips)} clips, {changed} {'to change' if args.check else 'written'}")
    return 2 if faults else int(args.check and bool(changed))


if __name__ == "__main__":
    sys.exit(main())
