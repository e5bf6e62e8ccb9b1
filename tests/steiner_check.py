#!/usr/bin/env python3
"""Adds up the certificate of a Steiner tree again: steiner_check.py GRAPH CERTIFICATE

Prints objective and bound, exit 0; or what is wrong, exit 1. It shares no code with the solver. The format is
described in src/Longlin.Geo/Planning/Trees/SteinerCertificate.cs. Standard library only.
"""
import heapq
import json
import sys


def check(condition, what):
    if not condition:
        sys.exit(f"wrong: {what}")


def read_graph(name):
    edges, terminals = [], set()
    for line in open(name, encoding="utf-8"):
        word, *rest = line.split() or [""]
        if word == "E":
            edges.append(tuple(map(int, rest)))
        elif word == "T":
            terminals.add(int(rest[0]))
    return edges, terminals


def distances(arcs, sources):
    far, queue = {s: 0 for s in sources}, [(0, s) for s in sources]
    while queue:
        d, u = heapq.heappop(queue)
        for v, w in arcs.get(u, []) if d == far[u] else []:
            if d + w < far.get(v, d + w + 1):
                far[v] = d + w
                heapq.heappush(queue, (d + w, v))
    return far


def join(edges, terminals):
    near = {}
    for u, v, *_ in edges:
        near.setdefault(u, []).append((v, 0))
        near.setdefault(v, []).append((u, 0))
    return terminals <= distances(near, list(terminals)[:1]).keys()


def check_tree(edges, terminals, head):
    cheapest = {}
    for u, v, w in edges:
        cheapest[u, v] = cheapest[v, u] = min(w, cheapest.get((u, v), w))
    check(all((u, v) in cheapest for u, v in head["tree"]), "an edge of the tree is not in the graph")
    check(join(head["tree"], terminals), "the tree does not join all terminals")
    check(sum(cheapest[u, v] for u, v in head["tree"]) == head["objective"], "the tree does not cost what is said")


def check_stage(edges, terminals, root, cuts, objective):
    """Returns the sum of the cuts, and the edges that a tree cheaper than the objective may use."""
    sets, total = {}, {}  # terminal -> node -> sum of the terminal's cuts before the node was added
    check(root in terminals, "the root is not a terminal")
    for cut in cuts:
        t, before = cut["terminal"], total.get(cut["terminal"], 0)
        check(t in terminals and cut["value"] > 0, "a cut has no terminal or no value")
        for node in [t] + cut["add"]:
            sets.setdefault(t, {}).setdefault(node, before)
        check(root not in sets[t], "a cut holds the root")
        total[t] = before + cut["value"]
    holders = {}  # node -> [(the terminal's set, sum before the node was added, sum of all cuts)]
    for t, nodes in sets.items():
        for node, before in nodes.items():
            holders.setdefault(node, []).append((nodes, before, total[t]))
    left, out, back = [], {}, {}
    for u, v, w in edges:
        for a, b in ((u, v), (v, u)):
            over = w - sum(max(0, s.get(a, end) - before) for s, before, end in holders.get(b, []))
            check(over >= 0, f"the cuts on the arc {a}-{b} exceed its weight")
            left.append((a, b, over))
            out.setdefault(a, []).append((b, over))
            back.setdefault(b, []).append((a, over))
    bound, none = sum(total.values()), float("inf")
    start, end = distances(out, [root]), distances(back, terminals - {root})
    useful = [bound + start.get(a, none) + over + end.get(b, none) < objective for a, b, over in left]
    return bound, [e for i, e in enumerate(edges) if useful[2 * i] or useful[2 * i + 1]]


def main(graph, certificate):
    (edges, terminals), (head, *lines) = read_graph(graph), map(json.loads, open(certificate, encoding="utf-8"))
    check_tree(edges, terminals, head)
    best, starts = 0, [i for i, line in enumerate(lines) if "root" in line] + [len(lines)]
    for i, j in zip(starts, starts[1:]):
        bound, edges = check_stage(edges, terminals, lines[i]["root"], lines[i + 1 : j], head["objective"])
        best = max(best, bound)
    if not join(edges, terminals):
        best = head["objective"]  # what is left joins nothing: no tree is cheaper
    check(min(best, head["objective"]) == head["bound"], f"the cuts prove {best}, not {head['bound']}")
    print(head["objective"], head["bound"])


if __name__ == "__main__":
    main(*sys.argv[1:])
