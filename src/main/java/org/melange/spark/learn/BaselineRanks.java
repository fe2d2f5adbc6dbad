package org.melange.spark.learn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapGroupsFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.eval.OverlapBaseline;
import org.melange.eval.OverlapBaseline.Described;
import org.melange.kb.name.Candidate;
import org.melange.link.lexical.LexicalLinker;
import org.melange.link.lexical.LexicalScore;
import org.melange.spark.kb.CandidateCodec;
import org.melange.spark.link.LexicalLinkerRef;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/**
 * Ranks of the right entity by baselines that need no model, from mentions with {@code candidates}
 * and {@code gold_qid}.
 */
public final class BaselineRanks {

  private static final StructType RANKS =
      new StructType()
          .add("mention_key", DataTypes.StringType)
          .add("rank_by_name", DataTypes.IntegerType)
          .add("rank_by_overlap", DataTypes.IntegerType);

  private static final StructType LEXICAL =
      new StructType()
          .add("lexical_key", DataTypes.StringType)
          .add("rank_by_lexical", DataTypes.IntegerType);

  private BaselineRanks() {}

  /**
   * One row a mention that has a candidate: {@code mention_key}, {@code rank_by_name}, {@code
   * rank_by_overlap}, {@code rank_by_lexical}; a rank is null where the right entity is no
   * candidate.
   *
   * @param mentions with {@code mention_key, mention, text, gold_qid, candidates}
   * @param entities rows of {@link Schemas#ENTITY}
   * @param lexical links by names and descriptions
   */
  public static Dataset<Row> of(
      Dataset<Row> mentions, Dataset<Row> entities, LexicalLinkerRef lexical) {
    return of(mentions, entities)
        .join(lexical(mentions, lexical), col("mention_key").equalTo(col("lexical_key")), "left")
        .drop("lexical_key");
  }

  /** One row a mention: its key and {@code rank_by_lexical}. */
  static Dataset<Row> lexical(Dataset<Row> mentions, LexicalLinkerRef linker) {
    return mentions.mapPartitions(new RankLexically(linker), Encoders.row(LEXICAL));
  }

  /** Ranks the candidates of each mention by names and descriptions. */
  static final class RankLexically implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final LexicalLinkerRef ref;

    RankLexically(LexicalLinkerRef ref) {
      this.ref = ref;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> mentions) {
      LexicalLinker linker = ref.load();
      return BatchingIterator.flatMap(mentions, row -> List.of(row(row, linker)));
    }

    private static Row row(Row row, LexicalLinker linker) {
      List<Candidate> ranked =
          linker
              .rank(row.getAs("mention"), row.getAs("text"), CandidateCodec.candidates(row))
              .scores()
              .stream()
              .map(LexicalScore::candidate)
              .toList();
      return Rows.of(LEXICAL, row.getAs("mention_key"), Rank.rank(ranked, row.getAs("gold_qid")));
    }
  }

  static Dataset<Row> of(Dataset<Row> mentions, Dataset<Row> entities) {
    return mentions
        .select(
            col("mention_key"), col("text"), col("gold_qid"), explode(col("candidates")).as("c"))
        .select("mention_key", "text", "gold_qid", "c.*")
        .join(entities.select("qid", "description"), "qid")
        .groupByKey((MapFunction<Row, String>) row -> row.getAs("mention_key"), Encoders.STRING())
        .mapGroups(new Rank(), Encoders.row(RANKS));
  }

  /** Ranks the candidates of one mention. */
  static final class Rank implements MapGroupsFunction<String, Row, Row> {
    private static final long serialVersionUID = 1L;

    @Override
    public Row call(String key, Iterator<Row> rows) {
      List<Described> candidates = new ArrayList<>();
      String gold = null;
      String text = "";
      while (rows.hasNext()) {
        Row row = rows.next();
        gold = row.getAs("gold_qid");
        text = row.getAs("text");
        candidates.add(new Described(CandidateCodec.candidate(row), row.getAs("description")));
      }
      List<Candidate> byName = OverlapBaseline.rank("", candidates);
      List<Candidate> byOverlap = OverlapBaseline.rank(text, candidates);
      return Rows.of(RANKS, key, rank(byName, gold), rank(byOverlap, gold));
    }

    private static Integer rank(List<Candidate> candidates, String gold) {
      for (int i = 0; i < candidates.size(); i++) {
        if (candidates.get(i).qid().equals(gold)) {
          return i + 1;
        }
      }
      return null;
    }
  }
}
