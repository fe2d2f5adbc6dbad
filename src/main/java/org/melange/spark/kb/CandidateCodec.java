package org.melange.spark.kb;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.melange.kb.name.Candidate;
import org.melange.kb.name.Candidate.Match;
import org.melange.spark.row.PostCodec;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/** Converts between candidates and rows of {@link Schemas#CANDIDATE}. */
public final class CandidateCodec {

  private CandidateCodec() {}

  /** A row of {@link Schemas#CANDIDATE}. */
  static Row toRow(Candidate candidate) {
    return Rows.of(
        Schemas.CANDIDATE,
        candidate.qid(),
        candidate.match().name().toLowerCase(Locale.ROOT),
        candidate.weight());
  }

  /** The value of a column of candidates. */
  public static Object toRows(List<Candidate> candidates) {
    return Rows.array(candidates.stream().map(CandidateCodec::toRow).toList());
  }

  /** The candidate of a row that has the columns of {@link Schemas#CANDIDATE}. */
  public static Candidate candidate(Row row) {
    return new Candidate(
        row.getAs("qid"),
        Match.valueOf(row.<String>getAs("match").toUpperCase(Locale.ROOT)),
        row.<Double>getAs("weight"));
  }

  /** The candidates of a mention. */
  public static List<Candidate> candidates(Row mention) {
    return PostCodec.list(mention, "candidates").stream().map(CandidateCodec::candidate).toList();
  }
}
