package org.melange.spark.learn;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.melange.config.JavaBlas;
import org.melange.config.TableSettings;
import org.melange.kb.name.Candidate;
import org.melange.link.lexical.LexicalFeature;
import org.melange.link.lexical.LexicalLinker;
import org.melange.link.lexical.LexicalWeights;
import org.melange.run.JobException;
import org.melange.spark.io.JobDescription;
import org.melange.spark.kb.IndexRef;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.link.LexicalLinkerRef;
import org.melange.spark.row.BatchingIterator;

/**
 * Fits {@link LexicalWeights} with Spark MLlib: a logistic regression without an intercept over the
 * differences between the features of the right entity and those of its strongest rivals. The
 * rivals are chosen by the weights of the round before.
 */
public final class LexicalWeightsFitter {

  static {
    JavaBlas.prefer();
  }

  /**
   * What {@link LexicalFeature#UNIQUE_LABEL} adds, which is not fitted: more than all other
   * features can make up for, so that a label that only one entity has is not beaten by similar
   * names.
   */
  public static final double UNIQUE_LABEL = 20;

  private static final int ROUNDS = 3;
  private static final int RIVALS = 8;
  private static final int FEWEST = 20;

  private static final StructType PAIR =
      new StructType()
          .add("key", DataTypes.StringType)
          .add("rival", DataTypes.StringType)
          .add("label", DataTypes.DoubleType)
          .add("features", new VectorUDT())
          .add("weight", DataTypes.DoubleType);

  private final SparkSession spark;
  private final KnowledgeBase base;
  private final IndexRef index;

  /**
   * A fitter for a knowledge base.
   *
   * @param table how executors get the index of the knowledge base
   */
  public LexicalWeightsFitter(SparkSession spark, KnowledgeBase base, TableSettings table) {
    this.spark = spark;
    this.base = base;
    this.index = base.index(spark, table);
  }

  /**
   * Fits weights.
   *
   * @param mentions with {@code mention_key, mention, text, gold_qid}
   * @param facts about the data
   * @throws JobException if too few mentions have their entity among several candidates
   */
  public LexicalWeights fit(Dataset<Row> mentions, Map<String, String> facts) {
    LexicalWeights weights = first();
    for (int round = 0; round < ROUNDS; round++) {
      weights = new LexicalWeights(round(mentions, weights), facts);
    }
    return weights;
  }

  /** The weights of the first round, which looks at similar names only. */
  private static LexicalWeights first() {
    Double[] values = new Double[LexicalFeature.count()];
    Arrays.fill(values, 0.0);
    values[LexicalFeature.SIMILARITY.ordinal()] = 1.0;
    values[LexicalFeature.UNIQUE_LABEL.ordinal()] = UNIQUE_LABEL;
    return new LexicalWeights(List.of(values), Map.of());
  }

  private List<Double> round(Dataset<Row> mentions, LexicalWeights weights) {
    LexicalLinkerRef ref = LexicalLinkerRef.of(base, index, weights, LexicalLinker.MAX_CANDIDATES);
    Dataset<Row> pairs =
        mentions
            .mapPartitions(new Pairs(ref), Encoders.row(PAIR))
            .repartition(1) // sums in another order would end in other last digits
            .sortWithinPartitions("key", "label", "rival")
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return JobDescription.during(spark, "Fit lexical weights", () -> regression(pairs));
    } finally {
      pairs.unpersist();
    }
  }

  private static List<Double> regression(Dataset<Row> pairs) {
    long mentions = pairs.select("key").distinct().count();
    if (mentions < FEWEST) {
      throw JobException.input(
          "too little to fit on: of "
              + mentions
              + " mentions the entity is one of several candidates; at least "
              + FEWEST
              + " are needed");
    }
    double[] fitted =
        new LogisticRegression()
            .setFitIntercept(false)
            .setStandardization(false)
            .setWeightCol("weight")
            .setRegParam(0.1 / mentions)
            .setMaxIter(200)
            .fit(pairs.select(col("label"), col("features"), col("weight")))
            .coefficients()
            .toArray();
    fitted[LexicalFeature.UNIQUE_LABEL.ordinal()] = UNIQUE_LABEL;
    return Arrays.stream(fitted).boxed().toList();
  }

  /** Pairs of the right entity and its rivals, each in both directions. */
  static final class Pairs implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final LexicalLinkerRef ref;

    Pairs(LexicalLinkerRef ref) {
      this.ref = ref;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> mentions) {
      LexicalLinker linker = ref.load();
      return BatchingIterator.flatMap(mentions, row -> pairs(row, linker));
    }

    private List<Row> pairs(Row row, LexicalLinker linker) {
      String gold = row.getAs("gold_qid");
      List<LexicalLinker.Vector> all =
          linker.features(row.getAs("mention"), row.getAs("text"), candidates(row));
      return all.stream()
          .filter(vector -> vector.candidate().qid().equals(gold))
          .findFirst()
          .map(right -> pairs(row.getAs("mention_key"), right, all))
          .orElse(List.of());
    }

    private List<Candidate> candidates(Row row) {
      return ref.index()
          .load()
          .candidates()
          .candidates(row.getAs("mention"), LexicalLinker.MAX_CANDIDATES);
    }

    private List<Row> pairs(
        String key, LexicalLinker.Vector right, List<LexicalLinker.Vector> all) {
      List<LexicalLinker.Vector> rivals =
          all.stream()
              .filter(vector -> vector != right)
              .sorted(
                  Comparator.<LexicalLinker.Vector>comparingDouble(
                      vector -> -ref.weights().score(vector.values())))
              .limit(RIVALS)
              .toList();
      List<Row> pairs = new ArrayList<>();
      for (LexicalLinker.Vector rival : rivals) {
        double[] difference = difference(right.values(), rival.values());
        double[] opposite = Arrays.stream(difference).map(value -> -value).toArray();
        double weight = 1.0 / rivals.size();
        String qid = rival.candidate().qid();
        pairs.add(RowFactory.create(key, qid, 1.0, Vectors.dense(difference), weight));
        pairs.add(RowFactory.create(key, qid, 0.0, Vectors.dense(opposite), weight));
      }
      return pairs;
    }

    private static double[] difference(double[] a, double[] b) {
      double[] difference = new double[a.length];
      for (int i = 0; i < a.length; i++) {
        difference[i] = a[i] - b[i];
      }
      difference[LexicalFeature.UNIQUE_LABEL.ordinal()] = 0;
      return difference;
    }
  }
}
