package io.saksi.wire;

import io.saksi.property.Draw;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Any values of records and sealed interfaces, found by reflection: a new component or case is
 * tested from the day it is written. What a constructor demands is given as a rule of its own.
 */
final class AnyValue {
  private static final int MOST_ELEMENTS = 4;

  private final Map<Type, Draw<?>> types = new HashMap<>();
  private final Map<String, Draw<?>> components = new HashMap<>();

  <T> AnyValue type(Class<T> type, Draw<? extends T> values) {
    types.put(type, values);
    return this;
  }

  /** A rule for one component of a record. */
  AnyValue component(Class<?> type, String name, Draw<?> values) {
    components.put(type.getName() + "." + name, values);
    return this;
  }

  <T> Draw<T> of(Class<T> type) {
    return any(type).map(type::cast);
  }

  private Draw<?> any(Type type) {
    Draw<?> known = types.get(type);
    if (known != null) {
      return known;
    }
    return type instanceof ParameterizedType generic ? container(generic) : plain((Class<?>) type);
  }

  private Draw<?> container(ParameterizedType type) {
    Draw<?> first = any(type.getActualTypeArguments()[0]);
    Type raw = type.getRawType();
    if (raw == Optional.class) {
      return first.map(value -> (Object) value).optional();
    } else if (raw == List.class) {
      return first.list(0, MOST_ELEMENTS);
    } else if (raw == Set.class) {
      return first.set(MOST_ELEMENTS);
    } else if (raw == Map.class) {
      return Draw.map(first, any(type.getActualTypeArguments()[1]), MOST_ELEMENTS);
    }
    throw new AssertionError("no values of " + type + " yet: add them here");
  }

  private Draw<?> plain(Class<?> type) {
    if (type == int.class || type == Integer.class) {
      return Draw.ints(0, Integer.MAX_VALUE);
    } else if (type == long.class || type == Long.class) {
      return Draw.longs(0, Long.MAX_VALUE);
    } else if (type == boolean.class) {
      return Draw.of(true, false);
    } else if (type == String.class) {
      return Draw.of("a", "äöü", "€ 1", "😀", "pg_basebackup: error", "x".repeat(255));
    } else if (type == Duration.class) {
      return Draw.longs(0, Scalars.LONGEST.toNanos()).map(Duration::ofNanos);
    } else if (type == OptionalLong.class) {
      return Draw.longs(0, Long.MAX_VALUE)
          .optional()
          .map(value -> value.map(OptionalLong::of).orElse(OptionalLong.empty()));
    } else if (type.isEnum()) {
      return Draw.of(type.getEnumConstants());
    } else if (type.isSealed()) {
      return Draw.oneOf(
          Arrays.stream(type.getPermittedSubclasses())
              .<Draw<Object>>map(each -> any(each).map(value -> (Object) value))
              .toList());
    } else if (type.isRecord()) {
      return record(type);
    }
    throw new AssertionError("no values of " + type + " yet: add them here");
  }

  private Draw<Object> record(Class<?> type) {
    RecordComponent[] parts = type.getRecordComponents();
    List<Draw<Object>> values =
        Arrays.stream(parts)
            .<Draw<Object>>map(part -> component(type, part).map(value -> (Object) value))
            .toList();
    Class<?>[] types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
    return random -> create(type, types, values.stream().map(value -> value.from(random)).toList());
  }

  private Draw<?> component(Class<?> type, RecordComponent part) {
    Draw<?> known = components.get(type.getName() + "." + part.getName());
    return known != null ? known : any(part.getGenericType());
  }

  private static Object create(Class<?> type, Class<?>[] types, List<Object> arguments) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(arguments.toArray());
    } catch (InvocationTargetException e) {
      throw new AssertionError(type + " refuses " + arguments + ": add a rule", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type + " cannot be made", e);
    }
  }
}
