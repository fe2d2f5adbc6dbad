package org.melange.link.model;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import org.melange.clip.ClipConfig;
import org.melange.clip.engine.ClipOutput;
import org.melange.link.row.MentionRow;
import org.melange.link.row.Rounding;
import org.melange.link.row.RowEncoder;
import org.melange.mmoe.Features;
import org.melange.mmoe.Gate;
import org.melange.mmoe.GateStatistics;
import org.melange.mmoe.ImageProjection;
import org.melange.mmoe.Matcher;
import org.melange.mmoe.MatcherConfig;
import org.melange.mmoe.Weights;

/** The head of a model with a matcher: image projections, matcher and gate statistics. */
final class MatcherHead implements ScoringHead {

  private final ModelConfig config;
  private final ImageProjection projection;
  private final Matcher matcher;
  private final TokenPruning pruning;
  private final Optional<GateStatistics> statistics;
  private final int imageTokens;
  private final String version;
  private final Device device;
  private RowEncoder rows;

  /**
   * @param weights gives the parameters of the matcher (prefix {@value LinkingModel#MATCHER}) and
   *     of the image projections
   * @param version of the model, for messages
   */
  MatcherHead(
      ModelConfig config,
      ClipConfig clip,
      Weights weights,
      Optional<GateStatistics> statistics,
      String version,
      Device device) {
    this.config = config;
    this.projection = ImageProjection.create(widths(clip, config.matcher()), weights, device);
    this.matcher =
        Matcher.create(
            config.matcher(),
            (name, shape) -> weights.values(LinkingModel.MATCHER + name, shape),
            device);
    this.pruning = new TokenPruning(matcher, device);
    this.statistics = statistics;
    this.imageTokens = clip.vision().positions();
    this.version = version;
    this.device = device;
  }

  static ImageProjection.Widths widths(ClipConfig clip, MatcherConfig matcher) {
    return new ImageProjection.Widths(
        clip.projectionDim(), clip.vision().width(), matcher.imageDim());
  }

  ImageProjection projection() {
    return projection;
  }

  Matcher matcher() {
    return matcher;
  }

  @Override
  public List<ClipOutput> texts(List<ClipOutput> texts) {
    return pruning.texts(texts);
  }

  @Override
  public List<ClipOutput> images(List<ClipOutput> images) {
    return pruning.images(project(images));
  }

  /** Brings images as CLIP has them to the matcher's width. */
  List<ClipOutput> project(List<ClipOutput> images) {
    if (images.isEmpty()) {
      return images;
    }
    int pooled = images.get(0).pooled().length;
    int width = Math.toIntExact(projection.widths().tokens());
    int tokens = images.get(0).tokens().length / width;
    try (NDManager manager = NDManager.newBaseManager(device)) {
      return ClipOutput.split(
          projection.cls(Encoder.rows(manager, images, ClipOutput::pooled, pooled)),
          projection.tokens(Encoder.rows(manager, images, ClipOutput::tokens, tokens, width)));
    }
  }

  /** Encodes features as rows of an entity table and of mentions. */
  synchronized RowEncoder compiler() {
    if (rows == null) {
      rows =
          config.matcher().gate() == Gate.TOKEN
              ? RowEncoder.token(matcher)
              : RowEncoder.published(
                  matcher, statistics.orElseThrow(() -> ModelReader.withoutStatistics(version)));
    }
    return rows;
  }

  @Override
  public List<MentionRow> mentionRows(List<EncodedFeatures> mentions) {
    try (NDManager manager = NDManager.newBaseManager(device)) {
      return compiler().mentionRows(stack(manager, mentions));
    }
  }

  @Override
  public List<float[]> entityRows(List<EncodedFeatures> entities, Rounding rounding) {
    try (NDManager manager = NDManager.newBaseManager(device)) {
      return List.of(compiler().entityRows(stack(manager, entities), rounding));
    }
  }

  Features stack(NDManager manager, List<EncodedFeatures> items) {
    return Encoder.stack(manager, items, config.textLength(), imageTokens);
  }

  @Override
  public void close() {
    projection.close();
    matcher.close();
  }
}
