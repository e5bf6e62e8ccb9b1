using Longlin.Geo.Model;

namespace Longlin.Geo.Features.Cql2;

/// <summary>Where in a filter something stands: a character of the text, or a JSON Pointer (RFC 6901).</summary>
public readonly record struct CqlPlace
{
    private readonly int _character;
    private readonly string? _path;

    private CqlPlace(int character, string? path) => (_character, _path) = (character, path);

    /// <summary>The character at an index; people count from 1.</summary>
    public static CqlPlace Text(int index) => new(index + 1, null);

    /// <summary>A member of the JSON, such as <c>/args/1</c>; empty is the whole filter.</summary>
    public static CqlPlace Json(string pointer) => new(0, pointer);

    /// <summary>A message with the place before it.</summary>
    internal Bilingual Tell(string zh, string en) =>
        _character > 0 ? new($"第 {_character} 个字符：{zh}", $"at character {_character}: {en}")
        : _path is { Length: > 0 } ? new($"{_path} 处：{zh}", $"at {_path}: {en}")
        : new(zh, en);
}
