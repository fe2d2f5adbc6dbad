package org.melange.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.melange.train.optimizer.GradScaler;

/**
 * The progress of a training, as stored in a checkpoint. Immutable.
 *
 * @param fingerprint of the options and the data, see {@link TrainingOptions#fingerprint}
 * @param history all epochs so far
 * @param bestEpoch the epoch of the best validation, 0 before the first
 * @param bestMrr its MRR, −∞ before the first
 * @param waited validations since the best one
 * @param scale the scale of the next loss
 */
record Progress(
    String fingerprint,
    List<EpochReport> history,
    int bestEpoch,
    double bestMrr,
    int waited,
    GradScaler scale) {

  private static final ObjectMapper JSON = new ObjectMapper();

  Progress {
    history = List.copyOf(history);
  }

  static Progress start(String fingerprint) {
    return new Progress(fingerprint, List.of(), 0, Double.NEGATIVE_INFINITY, 0, GradScaler.NONE);
  }

  /** The last epoch, 0 before the first. */
  int epoch() {
    return history.size();
  }

  /** Whether the last epoch is the best one so far. */
  boolean isBest() {
    return bestEpoch == epoch();
  }

  /**
   * The progress after another epoch. As in the early stopping of PyTorch Lightning, an equal MRR
   * is not an improvement.
   */
  Progress after(EpochReport report) {
    List<EpochReport> longer = new ArrayList<>(history);
    longer.add(report);
    if (report.mrr().isEmpty()) {
      return new Progress(fingerprint, longer, bestEpoch, bestMrr, waited, scale);
    }
    double mrr = report.mrr().getAsDouble();
    return mrr > bestMrr
        ? new Progress(fingerprint, longer, report.epoch(), mrr, 0, scale)
        : new Progress(fingerprint, longer, bestEpoch, bestMrr, waited + 1, scale);
  }

  /** The same progress with another scale. */
  Progress with(GradScaler other) {
    return new Progress(fingerprint, history, bestEpoch, bestMrr, waited, other);
  }

  byte[] toJson() throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("fingerprint", fingerprint);
    map.put("best_epoch", bestEpoch);
    map.put("best_mrr", bestEpoch == 0 ? null : bestMrr);
    map.put("waited", waited);
    map.put("loss_scale", scale.factor());
    map.put("steps_since_loss_scale_changed", scale.clean());
    map.put("history", history.stream().map(EpochReport::toMap).toList());
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(map);
  }

  static Progress ofJson(byte[] json) throws IOException {
    Map<?, ?> map = JSON.readValue(json, Map.class);
    Number best = (Number) map.get("best_mrr");
    return new Progress(
        (String) map.get("fingerprint"),
        ((List<?>) map.get("history"))
            .stream().map(e -> EpochReport.fromMap((Map<?, ?>) e)).toList(),
        (Integer) map.get("best_epoch"),
        best == null ? Double.NEGATIVE_INFINITY : best.doubleValue(),
        (Integer) map.get("waited"),
        scale(map));
  }

  private static GradScaler scale(Map<?, ?> map) {
    Number factor = (Number) map.get("loss_scale");
    return factor == null // written by a version with float32 only
        ? GradScaler.NONE
        : new GradScaler(factor.doubleValue(), (Integer) map.get("steps_since_loss_scale_changed"));
  }
}
