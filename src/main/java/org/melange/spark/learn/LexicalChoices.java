package org.melange.spark.learn;

import static org.apache.spark.sql.functions.col;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.link.calibrate.ConfidenceFeatures;
import org.melange.link.lexical.LexicalConfidence;
import org.melange.link.lexical.LexicalLinker;
import org.melange.link.lexical.LexicalRanking;
import org.melange.spark.io.JobDescription;
import org.melange.spark.kb.CandidateCodec;
import org.melange.spark.learn.HeldOut.Choice;
import org.melange.spark.link.LexicalLinkerRef;
import org.melange.spark.post.DataSet;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.Rows;

/** What names and descriptions choose for held-out mentions. */
public final class LexicalChoices {

  private static final StructType CHOICE =
      new StructType()
          .add("mention_key", DataTypes.StringType)
          .add("fold", DataTypes.IntegerType)
          .add("linkable", DataTypes.BooleanType)
          .add("right", DataTypes.BooleanType)
          .add("evidence", new ArrayType(DataTypes.DoubleType, false), true);

  private LexicalChoices() {}

  /**
   * Links mentions.
   *
   * @param mentions with {@code mention_key, fold, mention, text, gold_qid, state, excluded,
   *     candidates}, as {@link HeldOut} gives them
   * @param linker that chooses
   * @return in order of their keys
   */
  public static List<Choice> of(Dataset<Row> mentions, LexicalLinkerRef linker) {
    Dataset<Row> chosen =
        mentions
            .mapPartitions(new Choose(linker), Encoders.row(CHOICE))
            .orderBy(col("mention_key"));
    return JobDescription.during(
            mentions.sparkSession(), "Link held-out mentions", chosen::collectAsList)
        .stream()
        .map(LexicalChoices::choice)
        .toList();
  }

  private static Choice choice(Row row) {
    Optional<ConfidenceFeatures> evidence =
        row.isNullAt(4)
            ? Optional.empty()
            : Optional.of(
                new Evidence(row.<Double>getList(4).stream().mapToDouble(d -> d).toArray()));
    return new Choice(
        row.getString(0), row.getInt(1), row.getBoolean(2), row.getBoolean(3), evidence);
  }

  /** The features of a choice as they were collected. */
  private record Evidence(double[] vector) implements ConfidenceFeatures {
    @Override
    public List<String> names() {
      return LexicalConfidence.FEATURES;
    }
  }

  /** Links mentions of a partition. */
  static final class Choose implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final LexicalLinkerRef ref;

    Choose(LexicalLinkerRef ref) {
      this.ref = ref;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> mentions) {
      LexicalLinker linker = ref.load();
      return BatchingIterator.flatMap(mentions, row -> List.of(choice(row, linker)));
    }

    private static Row choice(Row row, LexicalLinker linker) {
      LexicalRanking ranking =
          linker.rank(row.getAs("mention"), row.getAs("text"), CandidateCodec.candidates(row));
      boolean linkable = row.getAs("excluded") == null && DataSet.USABLE.equals(row.getAs("state"));
      boolean right =
          linkable
              && !ranking.scores().isEmpty()
              && ranking.scores().get(0).candidate().qid().equals(row.getAs("gold_qid"));
      return Rows.of(
          CHOICE,
          row.getAs("mention_key"),
          row.getAs("fold"),
          linkable,
          right,
          ranking.confidence().map(c -> Rows.array(boxed(c.vector()))).orElse(null));
    }

    private static List<Double> boxed(double[] vector) {
      return java.util.Arrays.stream(vector).boxed().toList();
    }
  }
}
