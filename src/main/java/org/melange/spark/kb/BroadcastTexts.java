package org.melange.spark.kb;

import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.melange.enrich.question.WordWeights;
import org.melange.kb.Qids;
import org.melange.spark.io.JvmSingletons;

/**
 * A text of each entity of a knowledge base, such as its description, in the compact form that is
 * broadcast to the executors: sorted QIDs, and the texts as UTF-8 in blocks, because one array of
 * all texts could exceed the largest array size. Entities without a text are omitted. Immutable,
 * thread-safe.
 */
public final class BroadcastTexts implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final int BLOCK = 1 << 16;

  private final String version;
  private final long[] qids;
  private final byte[][] texts;
  private final int[][] ends;

  private BroadcastTexts(String version, List<Entry> sorted) {
    this.version = version;
    int blocks = (sorted.size() + BLOCK - 1) / BLOCK;
    qids = sorted.stream().mapToLong(Entry::qid).toArray();
    texts = new byte[blocks][];
    ends = new int[blocks][];
    for (int block = 0; block < blocks; block++) {
      fill(block, sorted.subList(block * BLOCK, Math.min((block + 1) * BLOCK, sorted.size())));
    }
  }

  private record Entry(long qid, String text) {}

  private void fill(int block, List<Entry> part) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ends[block] = new int[part.size()];
    for (int i = 0; i < part.size(); i++) {
      bytes.writeBytes(part.get(i).text().getBytes(StandardCharsets.UTF_8));
      ends[block][i] = bytes.size();
    }
    texts[block] = bytes.toByteArray();
  }

  /**
   * Collects texts.
   *
   * @param version of the knowledge base
   * @param rows of a QID and its text
   */
  static BroadcastTexts of(String version, Iterator<Row> rows) {
    List<Entry> all = new ArrayList<>();
    rows.forEachRemaining(
        row -> {
          if (!row.getString(1).isBlank()) {
            all.add(new Entry(Qids.number(row.getString(0)), row.getString(1)));
          }
        });
    all.sort(Comparator.comparingLong(Entry::qid));
    return new BroadcastTexts(version, all);
  }

  /** The text of an entity; empty if it has none. */
  public String of(String qid) {
    return of(Qids.number(qid));
  }

  /** The text of an entity by the number in its QID; empty if it has none. */
  public String of(long qid) {
    int at = Arrays.binarySearch(qids, qid);
    return at < 0 ? "" : text(at);
  }

  /** Weights of the words of these texts, the descriptions; computed once per JVM. */
  public WordWeights weights() {
    return JvmSingletons.get("weights " + version, () -> new WordWeights(this::all));
  }

  private Iterator<String> all() {
    return IntStream.range(0, qids.length).mapToObj(this::text).iterator();
  }

  private String text(int at) {
    int block = at / BLOCK;
    int i = at % BLOCK;
    int from = i == 0 ? 0 : ends[block][i - 1];
    return new String(texts[block], from, ends[block][i] - from, StandardCharsets.UTF_8);
  }
}
