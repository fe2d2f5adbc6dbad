package org.melange.tensor;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.PickleException;

/**
 * The few Python globals that a state dict needs, and their implementations. This is an allow-list:
 * a pickle can refer to any Python function, and reading weights must never execute code.
 */
final class TorchGlobals {

  /** The class of a storage, as a pickle refers to it. It is never constructed. */
  record StorageClass(ElementType type) {}

  private TorchGlobals() {}

  /** The implementation of {@code module.name}, or empty if it is not on the list. */
  static Optional<Object> find(String module, String name) {
    if (module.equals("torch")) {
      return ElementType.ofStorage(name).<Object>map(StorageClass::new).or(() -> size(name));
    }
    return Optional.ofNullable(constructor(module + "." + name));
  }

  private static Optional<Object> size(String name) {
    IObjectConstructor identity = TorchGlobals::size;
    return name.equals("Size") ? Optional.of(identity) : Optional.empty();
  }

  private static IObjectConstructor constructor(String global) {
    return switch (global) {
      case "collections.OrderedDict" -> TorchGlobals::orderedDict;
      case "torch._utils._rebuild_tensor_v2" -> TorchGlobals::tensor;
      case "torch._utils._rebuild_parameter" -> TorchGlobals::parameter;
      default -> null;
    };
  }

  /** {@code OrderedDict()} or {@code OrderedDict([(key, value), …])}. */
  private static Object orderedDict(Object[] arguments) {
    LinkedHashMap<Object, Object> map = new LinkedHashMap<>();
    if (arguments.length > 0) {
      for (Object pair : (List<?>) arguments[0]) {
        Object[] items = pair instanceof List<?> list ? list.toArray() : (Object[]) pair;
        map.put(items[0], items[1]);
      }
    }
    return map;
  }

  /** {@code _rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks, …)}. */
  private static Object tensor(Object[] arguments) {
    if (arguments.length < 4 || !(arguments[0] instanceof TorchTensor.Storage storage)) {
      throw new PickleException("_rebuild_tensor_v2 has unexpected arguments");
    }
    return new TorchTensor(
        storage, integer(arguments[1]), integers(arguments[2]), integers(arguments[3]));
  }

  /** {@code _rebuild_parameter(tensor, requires_grad, hooks)}: the tensor itself. */
  private static Object parameter(Object[] arguments) {
    if (arguments.length == 0 || !(arguments[0] instanceof TorchTensor)) {
      throw new PickleException("_rebuild_parameter has unexpected arguments");
    }
    return arguments[0];
  }

  private static Object size(Object[] arguments) {
    return arguments.length == 0 ? new Object[0] : arguments[0];
  }

  static long integer(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    throw new PickleException("an integer was expected, found " + value);
  }

  private static long[] integers(Object tuple) {
    if (tuple instanceof Object[] items) {
      return Arrays.stream(items).mapToLong(TorchGlobals::integer).toArray();
    }
    throw new PickleException("a tuple of integers was expected, found " + tuple);
  }
}
