package io.saksi.wire;

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
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Arbitrary values of records and sealed interfaces, found by reflection: a new component or case
 * is tested from the day it is written. What a constructor demands is given as a rule of its own.
 */
final class AnyValue {
  private static final int MOST_ELEMENTS = 4;

  private final Map<Type, Arbitrary<?>> types = new HashMap<>();
  private final Map<String, Arbitrary<?>> components = new HashMap<>();

  <T> AnyValue type(Class<T> type, Arbitrary<? extends T> values) {
    types.put(type, values);
    return this;
  }

  /** A rule for one component of a record. */
  AnyValue component(Class<?> type, String name, Arbitrary<?> values) {
    components.put(type.getName() + "." + name, values);
    return this;
  }

  <T> Arbitrary<T> of(Class<T> type) {
    return any(type).map(type::cast);
  }

  private Arbitrary<?> any(Type type) {
    Arbitrary<?> known = types.get(type);
    if (known != null) {
      return known;
    }
    return type instanceof ParameterizedType generic ? container(generic) : plain((Class<?>) type);
  }

  private Arbitrary<?> container(ParameterizedType type) {
    Arbitrary<?> first = any(type.getActualTypeArguments()[0]);
    Type raw = type.getRawType();
    if (raw == Optional.class) {
      return first.map(value -> (Object) value).optional();
    } else if (raw == List.class) {
      return first.list().ofMaxSize(MOST_ELEMENTS);
    } else if (raw == Set.class) {
      return first.set().ofMaxSize(MOST_ELEMENTS);
    } else if (raw == Map.class) {
      return Arbitraries.maps(first, any(type.getActualTypeArguments()[1]))
          .ofMaxSize(MOST_ELEMENTS);
    }
    throw new AssertionError("no values of " + type + " yet: add them here");
  }

  private Arbitrary<?> plain(Class<?> type) {
    if (type == int.class || type == Integer.class) {
      return Arbitraries.integers().greaterOrEqual(0);
    } else if (type == long.class || type == Long.class) {
      return Arbitraries.longs().greaterOrEqual(0);
    } else if (type == boolean.class) {
      return Arbitraries.of(true, false);
    } else if (type == String.class) {
      return Arbitraries.of("a", "äöü", "€ 1", "😀", "pg_basebackup: error", "x".repeat(255));
    } else if (type == Duration.class) {
      return Arbitraries.longs().between(0, Scalars.LONGEST.toNanos()).map(Duration::ofNanos);
    } else if (type == OptionalLong.class) {
      return Arbitraries.longs()
          .greaterOrEqual(0)
          .optional()
          .map(value -> value.map(OptionalLong::of).orElse(OptionalLong.empty()));
    } else if (type.isEnum()) {
      return Arbitraries.of(type.getEnumConstants());
    } else if (type.isSealed()) {
      return Arbitraries.oneOf(
          Arrays.stream(type.getPermittedSubclasses())
              .<Arbitrary<Object>>map(each -> any(each).map(value -> (Object) value))
              .toList());
    } else if (type.isRecord()) {
      return record(type);
    }
    throw new AssertionError("no values of " + type + " yet: add them here");
  }

  private Arbitrary<Object> record(Class<?> type) {
    RecordComponent[] parts = type.getRecordComponents();
    List<Arbitrary<Object>> values =
        Arrays.stream(parts)
            .<Arbitrary<Object>>map(part -> component(type, part).map(value -> (Object) value))
            .toList();
    Class<?>[] types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
    return Combinators.combine(values).as(arguments -> create(type, types, arguments));
  }

  private Arbitrary<?> component(Class<?> type, RecordComponent part) {
    Arbitrary<?> known = components.get(type.getName() + "." + part.getName());
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
