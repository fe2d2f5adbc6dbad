package org.melange.spark.link;

import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.link.row.MentionRow;
import org.melange.link.score.LinkerOptions;
import org.melange.link.score.NamePrior;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/**
 * Adds {@code rank}: the rank of the entity in {@code gold_qid} for a mention, from 1, among all
 * entities of the table or among the mention's candidates; null where it is not among them. Ranks
 * are exact, whatever {@code link.search} says. Features are removed.
 */
public final class GoldRanker extends EntityTableTransformer<GoldRanker> {

  private static final long serialVersionUID = 1L;
  private static final StructType GOLD = new StructType().add("gold_qid", DataTypes.StringType);
  private static final StructType ADDED = new StructType().add("rank", DataTypes.IntegerType);
  private static final List<String> CONSUMED =
      List.of("images", "text_cls", "text_tokens", "image_cls", "image_tokens", "text_length");

  /** A stage called {@code uid}. */
  public GoldRanker(String uid) {
    super(uid);
    setCandidateMode(CandidateMode.ALL);
  }

  /** A stage with a random uid. */
  public GoldRanker() {
    this(Identifiable$.MODULE$.randomUID("ranker"));
  }

  /** Reads a saved stage. */
  public static MLReader<GoldRanker> read() {
    return new DefaultParamsReader<>();
  }

  @Override
  public StructType transformSchema(StructType input) {
    require("GoldRanker", input, Schemas.FEATURES.fields());
    require("GoldRanker", input, GOLD.fields());
    requireCandidates("GoldRanker", input);
    return Schemas.concat(Schemas.without(input, CONSUMED), ADDED);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> mentions) {
    StructType schema = transformSchema(mentions.schema());
    ScoringTask scoring = scoring(mentions.sparkSession(), CONSUMED, LinkerOptions.exact(1));
    return onDevice(mentions.toDF(), new Rank(scoring), schema);
  }

  /** Ranks batch by batch. */
  static final class Rank implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final ScoringTask scoring;

    Rank(ScoringTask scoring) {
      this.scoring = scoring;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> mentions) {
      return scoring.map(mentions, this::ranks, Rank::row);
    }

    private List<OptionalInt> ranks(ScoringTask.Batch batch) {
      int[] golds =
          batch.mentions().stream()
              .mapToInt(mention -> batch.entities().indexOf(mention.kept().getAs("gold_qid")))
              .toArray();
      List<MentionRow> mentions = batch.rows();
      List<NamePrior> priors = batch.priors();
      if (scoring.mode() == CandidateMode.ALL) {
        return batch.linker().rankOf(mentions, golds, priors);
      }
      List<int[]> candidates = batch.candidates();
      return IntStream.range(0, golds.length)
          .mapToObj(
              m ->
                  batch
                      .linker()
                      .rankOf(mentions.get(m), golds[m], candidates.get(m), priors.get(m)))
          .toList();
    }

    private static Row row(ScoringTask.Mention mention, OptionalInt rank) {
      return Rows.append(mention.kept(), ADDED, rank.isPresent() ? rank.getAsInt() : null);
    }
  }
}
