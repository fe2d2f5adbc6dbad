package org.melange.kb.index;

import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.lucene.util.LongValues;

/**
 * The entities of a knowledge base in the order of their QIDs, with their labels and descriptions,
 * from files of {@link EntityTextWriter}. Thread-safe.
 */
public final class EntityTexts {

  private final List<SectionReader> files;
  private final Part[] parts;
  private final Ranges positions;

  private static final class Part {
    private final LongValues qids;
    private final int size;
    private final Texts labels;
    private final Texts descriptions;

    Part(SectionReader file) {
      qids = file.numbers(EntityTextWriter.QIDS);
      size = file.count(EntityTextWriter.QIDS);
      labels = new Texts(file, EntityTextWriter.LABELS);
      descriptions = new Texts(file, EntityTextWriter.DESCRIPTIONS);
    }
  }

  /** Opens the files, in any order. Files of other types are left alone. */
  public EntityTexts(List<SectionReader> all) {
    this.files =
        all.stream()
            .filter(file -> file.type().equals(EntityTextWriter.TYPE))
            .filter(file -> file.count(EntityTextWriter.QIDS) > 0)
            .sorted(Comparator.comparingLong(file -> file.numbers(EntityTextWriter.QIDS).get(0)))
            .toList();
    this.parts = files.stream().map(Part::new).toArray(Part[]::new);
    this.positions = Ranges.ofSizes(parts.length, i -> parts[i].size);
  }

  /** The files, in the order of their entities. */
  public List<SectionReader> files() {
    return files;
  }

  /** The positions of the entities of each file. */
  public Ranges positions() {
    return positions;
  }

  /** The position of an entity by the number in its QID; negative if it is unknown. */
  public int find(long qid) {
    int part = parts.length - 1;
    while (part >= 0 && parts[part].qids.get(0) > qid) {
      part--;
    }
    int at = part < 0 ? -1 : Search.find(parts[part].qids, parts[part].size, qid);
    return at < 0 ? -1 : positions.start(part) + at;
  }

  /** The number in the QID of the entity at a position. */
  public long qid(int position) {
    int part = positions.find(position);
    return parts[part].qids.get(position - positions.start(part));
  }

  /** The label of an entity by the number in its QID; empty if it is unknown. */
  public String label(long qid) {
    return text(qid, (part, at) -> part.labels.get(at));
  }

  /** The description of an entity by the number in its QID; empty if it has none. */
  public String description(long qid) {
    return text(qid, (part, at) -> part.descriptions.get(at));
  }

  private String text(long qid, BiFunction<Part, Integer, String> text) {
    int position = find(qid);
    if (position < 0) {
      return "";
    }
    int part = positions.find(position);
    return text.apply(parts[part], position - positions.start(part));
  }
}
