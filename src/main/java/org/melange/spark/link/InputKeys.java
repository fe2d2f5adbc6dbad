package org.melange.spark.link;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.kb.name.Candidate;
import org.melange.link.row.EntityTable;
import org.melange.link.row.RowHashes;
import org.melange.run.Fingerprint;
import org.melange.spark.kb.CandidateCodec;
import org.melange.spark.kb.CandidateGenerator;
import org.melange.spark.kb.CandidateLookup;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/**
 * Adds {@link Schemas#INPUT_KEY} to mentions that are linked by a model. Candidates are those of
 * the mentions, or looked up. Looked-up candidates can be added, too.
 */
final class InputKeys implements MapPartitionsFunction<Row, Row> {

  private static final long serialVersionUID = 1L;

  /** Columns of a mention that its link depends on; its text and images by the hash of its post. */
  static final List<String> MENTION =
      List.of("post_hash", "mention", "span_start", "span_end", "description", "enrichment_status");

  private final ScoringTask scoring;
  private final String settings;
  private final CandidateLookup lookup;
  private final boolean kept;

  /**
   * Keys of mentions.
   *
   * @param scoring how they are scored
   * @param settings identifies the settings that scores depend on
   * @param lookup looks candidates up; null: the column {@code candidates}, if there is one, has
   *     them
   * @param kept whether looked-up candidates are added
   */
  InputKeys(ScoringTask scoring, String settings, CandidateLookup lookup, boolean kept) {
    this.scoring = scoring;
    this.settings = settings;
    this.lookup = lookup;
    this.kept = kept;
  }

  /** The columns that are added. */
  StructType added() {
    return lookup != null && kept
        ? Schemas.concat(CandidateGenerator.ADDED, Schemas.INPUT_KEY)
        : Schemas.INPUT_KEY;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> mentions) {
    Tables tables = new Tables(scoring.entities(), scoring.rowHashes());
    Function<Row, List<Candidate>> candidates = candidates();
    StructType added = added();
    return BatchingIterator.flatMap(
        mentions,
        row -> {
          List<Candidate> named = candidates.apply(row);
          String key = key(row, named, tables);
          Object[] values =
              added.length() == 1
                  ? new Object[] {key}
                  : new Object[] {CandidateCodec.toRows(named), key};
          return List.of(Rows.append(row, added, values));
        });
  }

  private Function<Row, List<Candidate>> candidates() {
    if (lookup == null) {
      return row ->
          Arrays.asList(row.schema().fieldNames()).contains("candidates")
              ? CandidateCodec.candidates(row)
              : List.of();
    }
    Function<String, List<Candidate>> names = lookup.open();
    return row -> names.apply(row.getAs("mention"));
  }

  /** The entities, and the hashes of their rows. */
  private record Tables(EntityTable entities, RowHashes hashes) {}

  private String key(Row mention, List<Candidate> candidates, Tables tables) {
    boolean named = scoring.mode() == CandidateMode.NAMES;
    List<String> columns = Arrays.asList(mention.schema().fieldNames());
    Fingerprint key = new Fingerprint().add(scoring.model().version()).add(settings);
    for (String column : MENTION) {
      key.add(columns.contains(column) ? Objects.toString(mention.getAs(column), null) : null);
    }
    candidates.stream()
        .sorted(Comparator.comparing(Candidate::qid))
        .forEach(candidate -> add(key, candidate, tables, named));
    return key.shortHex();
  }

  /** Scores depend on weights of names only with a name prior, and never on the order. */
  private void add(Fingerprint key, Candidate candidate, Tables tables, boolean named) {
    int index = tables.entities().indexOf(candidate.qid());
    key.add(candidate.qid()).add(candidate.match().name());
    if (scoring.name().isUsed()) {
      key.add(scoring.name().weight()).add(candidate.weight());
    }
    if (named && index >= 0) {
      key.add(tables.entities().label(index)).add(tables.hashes().of(index));
    }
  }
}
