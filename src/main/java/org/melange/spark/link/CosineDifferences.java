package org.melange.spark.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.kb.name.Candidate.Match;
import org.melange.link.model.EncodedFeatures;
import org.melange.link.row.CosineLayout;
import org.melange.link.row.CosineTerms;
import org.melange.link.score.LinkerOptions;
import org.melange.spark.features.FeatureCodec;
import org.melange.spark.row.PostCodec;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/**
 * Adds what the weights of a zero-shot model are fitted on: {@code differences}, the {@link
 * CosineTerms} of the entity in {@code gold_qid} minus those of other candidates, and {@code
 * image_text}, the mean cosine of the mention's image and a candidate's text.
 *
 * <p>Candidates that the model's floor for names decides about are left out.
 */
public final class CosineDifferences extends EntityTableTransformer<CosineDifferences> {

  private static final long serialVersionUID = 1L;

  /** Candidates that are compared with the right one, the best by name. */
  private static final int OTHERS = 20;

  private static final StructType GOLD = new StructType().add("gold_qid", DataTypes.StringType);
  private static final StructType CANDIDATES =
      new StructType().add("candidates", new ArrayType(Schemas.CANDIDATE, false));
  private static final StructType ADDED =
      new StructType()
          .add("differences", new ArrayType(new ArrayType(DataTypes.DoubleType, false), false))
          .add("image_text", DataTypes.DoubleType);

  /** A stage called {@code uid}. */
  public CosineDifferences(String uid) {
    super(uid);
  }

  /** A stage with a random uid. */
  public CosineDifferences() {
    this(Identifiable$.MODULE$.randomUID("cosines"));
  }

  /** Reads a saved stage. */
  public static MLReader<CosineDifferences> read() {
    return new DefaultParamsReader<>();
  }

  @Override
  public StructType transformSchema(StructType input) {
    require("CosineDifferences", input, Schemas.FEATURES.fields());
    require("CosineDifferences", input, GOLD.fields());
    require("CosineDifferences", input, CANDIDATES.fields());
    return Schemas.concat(input, ADDED);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> mentions) {
    StructType schema = transformSchema(mentions.schema());
    ScoringTask scoring = scoring(mentions.sparkSession(), List.of(), LinkerOptions.exact(1));
    return onDevice(mentions.toDF(), new Compare(scoring), schema);
  }

  /** A candidate that is in the table. */
  private record Candidate(int index, boolean label, double weight) {}

  /** What is computed of a mention. */
  private record Terms(List<double[]> differences, Double imageText) {}

  /** Compares candidates batch by batch. */
  static final class Compare implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final ScoringTask scoring;

    Compare(ScoringTask scoring) {
      this.scoring = scoring;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> mentions) {
      return scoring.map(
          mentions,
          batch -> batch.mentions().stream().map(mention -> terms(batch, mention)).toList(),
          Compare::row);
    }

    private static Terms terms(ScoringTask.Batch batch, ScoringTask.Mention mention) {
      List<Candidate> candidates = candidates(batch, mention.kept());
      int gold = batch.entities().indexOf(mention.kept().getAs("gold_qid"));
      List<double[]> terms = candidates.stream().map(c -> terms(batch, mention, c)).toList();
      List<double[]> differences = new ArrayList<>();
      for (int g = 0; g < candidates.size(); g++) {
        if (candidates.get(g).index() == gold) {
          differences.addAll(differences(candidates, terms, g));
        }
      }
      return new Terms(differences, imageText(mention, terms));
    }

    private static List<Candidate> candidates(ScoringTask.Batch batch, Row mention) {
      List<Candidate> candidates = new ArrayList<>();
      for (Row row : PostCodec.list(mention, "candidates")) {
        int index = batch.entities().indexOf(row.getAs("qid"));
        if (index >= 0) {
          boolean label = row.getAs("match").equals(Match.EXACT.name().toLowerCase(Locale.ROOT));
          candidates.add(new Candidate(index, label, row.getAs("weight")));
        }
      }
      return candidates;
    }

    /** A floor is between labels that equal the mention and other names: these are not compared. */
    private static List<double[]> differences(
        List<Candidate> candidates, List<double[]> terms, int gold) {
      List<double[]> differences = new ArrayList<>();
      for (int c = 0; c < candidates.size() && differences.size() < OTHERS; c++) {
        boolean open = candidates.get(c).label() == candidates.get(gold).label();
        if (c != gold && open) {
          double[] difference = new double[CosineTerms.NAMES.size()];
          for (int i = 0; i < difference.length; i++) {
            difference[i] = terms.get(gold)[i] - terms.get(c)[i];
          }
          differences.add(difference);
        }
      }
      return differences;
    }

    private static double[] terms(
        ScoringTask.Batch batch, ScoringTask.Mention mention, Candidate candidate) {
      EncodedFeatures features = FeatureCodec.features(mention.kept());
      float[] row = new float[batch.entities().rows().length(candidate.index())];
      batch.entities().rows().read(candidate.index(), 0, row, 0);
      CosineLayout layout = (CosineLayout) batch.entities().rows().layout();
      return CosineTerms.of(
          layout, features.textCls(), features.imageCls(), row, candidate.weight());
    }

    private static Double imageText(ScoringTask.Mention mention, List<double[]> terms) {
      boolean image = FeatureCodec.features(mention.kept()).imageCls().length > 0;
      return image && !terms.isEmpty()
          ? terms.stream().mapToDouble(t -> t[3]).average().orElseThrow()
          : null;
    }

    private static Row row(ScoringTask.Mention mention, Terms terms) {
      return Rows.append(
          mention.kept(),
          ADDED,
          Rows.array(
              terms.differences().stream()
                  .map(values -> Rows.array(Arrays.stream(values).boxed().toList()))
                  .toList()),
          terms.imageText());
    }
  }
}
