using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Pensieve.Console.Api.Errors;

namespace Pensieve.Console.Api.Ops;

/// <summary>An <see cref="ApiError"/> as the result of an operation: problem details.</summary>
internal sealed class ErrorResult(ApiError error) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => ErrorEnvelope.WriteAsync(httpContext, error, Dialect.Problem);

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(ProblemDetails), ["application/problem+json"]));
}
