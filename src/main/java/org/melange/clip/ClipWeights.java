package org.melange.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.melange.tensor.StateDictBlock;
import org.melange.tensor.TensorSource;
import org.melange.tensor.WeightsException;

/**
 * The parameters of a model by their names in Hugging Face's state dict: filled from a source, and
 * a source themselves.
 */
final class ClipWeights implements TensorSource {

  /** The temperature of CLIP's own loss. No feature depends on it. */
  static final String LOGIT_SCALE = "logit_scale";

  /** ln(1 / 0.07), the initial value of CLIP ({@code logit_scale_init_value} of Hugging Face). */
  private static final float INITIAL_LOGIT_SCALE = 2.6592f;

  private final SortedMap<String, Parameter> parameters = new TreeMap<>();
  private final Parameter logitScale =
      Parameter.builder()
          .setName(LOGIT_SCALE)
          .setType(Parameter.Type.OTHER)
          .optShape(new Shape())
          .optRequiresGrad(false)
          .build();

  ClipWeights(List<? extends StateDictBlock> blocks) {
    for (StateDictBlock block : blocks) {
      block.getParameters().values().forEach(p -> parameters.put(p.getName(), p));
    }
  }

  /** The trainable tensors, by name. */
  Map<String, Parameter> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /** The temperature, which only CLIP's own loss trains. */
  Parameter logitScale() {
    return logitScale;
  }

  /** The shapes of the parameters by name. */
  Map<String, long[]> shapes() {
    Map<String, long[]> shapes = new TreeMap<>();
    parameters.forEach((name, parameter) -> shapes.put(name, parameter.getShape().getShape()));
    return shapes;
  }

  /**
   * Fills every parameter from {@code source} and adds its values to {@code digest}.
   *
   * @throws WeightsException naming all tensors that are missing or have another shape
   */
  void fill(TensorSource source, NDManager manager, DataType type, WeightsFingerprint digest) {
    refuseUnfit(source);
    parameters.forEach(
        (name, parameter) -> {
          float[] values = source.read(name);
          digest.add(name, shape(name), values);
          parameter.setInitializer((m, shape, wanted) -> of(m, values, shape, wanted));
          parameter.initialize(manager, type);
          parameter.setInitializer(null); // else the parameter keeps a second copy
        });
    float[] scale = {
      source.names().contains(LOGIT_SCALE) ? single(source.read(LOGIT_SCALE)) : INITIAL_LOGIT_SCALE
    };
    logitScale.setInitializer((m, shape, wanted) -> m.create(scale, shape));
    logitScale.initialize(manager, DataType.FLOAT32);
    digest.add(LOGIT_SCALE, shape(LOGIT_SCALE), scale);
  }

  private static NDArray of(NDManager manager, float[] values, Shape shape, DataType type) {
    NDArray array = manager.create(values, shape);
    if (type == DataType.FLOAT32) {
      return array;
    }
    try (array) {
      return array.toType(type, true);
    }
  }

  private static float single(float[] values) {
    if (values.length != 1) {
      throw new WeightsException(LOGIT_SCALE + " should be one number, found " + values.length);
    }
    return values[0];
  }

  private void refuseUnfit(TensorSource source) {
    Set<String> found = source.names();
    List<String> faults = new ArrayList<>();
    parameters.forEach(
        (name, parameter) -> {
          Shape expected = parameter.getShape();
          if (!found.contains(name)) {
            faults.add(name + " " + expected + " is missing");
          } else if (!Arrays.equals(source.shape(name), expected.getShape())) {
            faults.add(
                "%s should be %s, found %s".formatted(name, expected, text(source.shape(name))));
          }
        });
    if (!faults.isEmpty()) {
      throw new WeightsException(
          String.format(
              Locale.ROOT,
              "the weights do not fit the configuration, %d of %d tensors:%n  %s",
              faults.size(),
              parameters.size(),
              String.join("\n  ", faults)));
    }
  }

  private static String text(long[] shape) {
    return new Shape(shape).toString();
  }

  @Override
  public Set<String> names() {
    Set<String> names = new TreeSet<>(parameters.keySet());
    names.add(LOGIT_SCALE);
    return names;
  }

  @Override
  public long[] shape(String name) {
    return name.equals(LOGIT_SCALE) ? new long[0] : parameter(name).getShape().getShape();
  }

  @Override
  public float[] read(String name) {
    if (name.equals(LOGIT_SCALE)) {
      return logitScale.getArray().toFloatArray();
    }
    try (NDArray values = parameter(name).getArray().toType(DataType.FLOAT32, true)) {
      return values.toFloatArray();
    }
  }

  @Override
  public void close() {}

  private Parameter parameter(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new WeightsException("no tensor called " + name);
    }
    return parameter;
  }
}
