package org.melange.spark.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.melange.config.Settings;
import org.melange.spark.features.ClipFeatures;
import org.melange.spark.kb.CandidateGenerator;

/**
 * Links mentions with a model that {@code LinkerTrainer} trained: candidates by name, features,
 * links, in one stage. Takes {@code mention}, {@code text}, {@code images} and whatever else is
 * there (a {@code description} goes into the text), and adds the link columns of {@code
 * contracts.md}. What is saved of it are its parameters; model and entity table stay where they
 * are.
 */
public final class LinkerModel extends Model<LinkerModel> implements DefaultParamsWritable {

  private static final long serialVersionUID = 1L;

  private final String uid;
  private final Param<String> model;
  private final Param<String> table;
  private final Param<String> kb;
  private final Param<String> imagesRoot;
  private final Param<String> settings;

  /** A stage called {@code uid}. */
  public LinkerModel(String uid) {
    this.uid = uid; // before the parameters, which ask for it
    model = new Param<>(this, "model", "folder of the model");
    table = new Param<>(this, "table", "folder of the entity table");
    kb = new Param<>(this, "kb", "folder of the knowledge base");
    imagesRoot = new Param<>(this, "imagesRoot", "what relative image URIs are relative to");
    settings =
        new Param<>(this, "settings", "all settings as JSON: link.*, features.*, images.* count");
    setDefault(imagesRoot, ".");
    setDefault(settings, Settings.defaults().source());
  }

  /** A stage with a name of its own. */
  public LinkerModel() {
    this(Identifiable$.MODULE$.randomUID("linkerModel"));
  }

  /** Reads a saved stage. */
  public static MLReader<LinkerModel> read() {
    return new DefaultParamsReader<>();
  }

  @Override
  public String uid() {
    return uid;
  }

  /** Folder of the model. */
  public Param<String> model() {
    return model;
  }

  /** Folder of the entity table. */
  public Param<String> table() {
    return table;
  }

  /** Folder of the knowledge base. */
  public Param<String> kb() {
    return kb;
  }

  /** What relative image URIs are relative to. */
  public Param<String> imagesRoot() {
    return imagesRoot;
  }

  /** All settings as one line of JSON. */
  public Param<String> settings() {
    return settings;
  }

  /** Sets {@link #imagesRoot()}. */
  public LinkerModel setImagesRoot(String value) {
    set(imagesRoot, value);
    return this;
  }

  /** Sets {@link #settings()}. */
  public LinkerModel setSettings(Settings value) {
    set(settings, value.source());
    return this;
  }

  public LinkerModel with(String modelFolder, String tableFolder, String kbFolder) {
    set(model, modelFolder);
    set(table, tableFolder);
    set(kb, kbFolder);
    return this;
  }

  @Override
  public StructType transformSchema(StructType input) {
    StructType schema = input;
    for (PipelineStage stage : stages(Arrays.asList(input.fieldNames()))) {
      schema = stage.transformSchema(schema);
    }
    return schema;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> mentions) {
    transformSchema(mentions.schema());
    return new Pipeline()
        .setStages(stages(Arrays.asList(mentions.columns())).toArray(PipelineStage[]::new))
        .fit(mentions)
        .transform(mentions);
  }

  private List<PipelineStage> stages(List<String> columns) {
    Settings values = Settings.ofSource(getOrDefault(settings));
    List<PipelineStage> stages = new ArrayList<>();
    if (!columns.contains("candidates")) {
      stages.add(
          new CandidateGenerator().setKb(getOrDefault(kb)).setLimit(values.link().maxCandidates()));
    }
    ClipFeatures features =
        new ClipFeatures()
            .ofMentions()
            .setImagesRoot(getOrDefault(imagesRoot))
            .setImages(values.images());
    features
        .setModel(getOrDefault(model))
        .setFeatures(values.features())
        .setVerify(values.verify());
    EntityLinker linker = new EntityLinker().setTable(getOrDefault(table)).setLink(values.link());
    linker.setModel(getOrDefault(model)).setFeatures(values.features()).setVerify(values.verify());
    stages.add(features);
    stages.add(linker);
    return stages;
  }

  @Override
  public LinkerModel copy(ParamMap extra) {
    LinkerModel copied = defaultCopy(extra);
    return copied.setParent(parent());
  }
}
